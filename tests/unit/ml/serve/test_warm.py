"""Warm-up: every slot ends with the day's static prompt in its cache."""

from ml.prompts.menu import DAY_TEXT
from ml.serve.warm import warm_up


class Records:
    def __init__(self):
        self.bodies = []

    def handle_chat_completions(self, request):
        self.bodies.append(request)


def test_every_slot_is_asked_for_one_token_of_a_day():
    server = Records()
    warm_up(server, 3)
    seen = [(body["id_slot"], body["messages"][0]["content"]) for body in server.bodies]
    assert seen == [(0, DAY_TEXT), (1, DAY_TEXT), (2, DAY_TEXT)]
    for body in server.bodies:
        assert body["max_tokens"] == 1
        assert body["stream"] is False
        assert body["grammar"].startswith("%llguidance {}\n")
