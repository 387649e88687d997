"""What the settings say about the model server."""

import pytest

from adapters.model.client import embedded_server, server_of
from adapters.settings import load
from domain.errors import ConfigError


def settings(**env: str):
    return load({"MODEL_URL": "http://127.0.0.1:8080", **env})


def test_tgi_is_asked_for_its_base_model_by_the_one_name_that_means_it():
    server = server_of(settings())
    assert (server.dialect, server.model, server.adapter, server.system_role) == ("tgi", "tgi", "", False)
    assert (server.first_token_s, server.total_s) == (30.0, 90.0)


def test_a_model_name_that_is_an_adapter_makes_it_the_usual_one():
    server = server_of(settings(MODEL_NAME="coach", MODEL_ADAPTERS="coach,chef"))
    assert (server.adapter, server.adapters) == ("coach", ("coach", "chef"))


def test_a_name_that_tgi_would_take_for_an_unknown_adapter_is_refused():
    with pytest.raises(ConfigError, match="MODEL_NAME is 'google/gemma-2b-it'; allowed with MODEL_DIALECT=tgi: tgi"):
        server_of(settings(MODEL_NAME="google/gemma-2b-it"))


def test_other_servers_take_the_name_of_their_model():
    server = server_of(settings(MODEL_DIALECT="vllm", MODEL_NAME="google/gemma-2b-it"))
    assert (server.model, server.adapter) == ("google/gemma-2b-it", "")


def test_the_embedded_server_has_its_own_dialect_and_a_system_role():
    server = embedded_server("http://127.0.0.1:9")
    assert (server.dialect, server.system_role) == ("embedded", True)
