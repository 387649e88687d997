"""The pipe that tells a child of its parent's end."""

import os
import threading

from ml.serve.parent import stop_at_end_of


def test_the_end_of_the_pipe_sets_the_event():
    read, write = os.pipe()
    stop = threading.Event()
    with os.fdopen(read, "rb") as pipe:
        stop_at_end_of(pipe, stop)
        os.write(write, b"x")
        assert not stop.is_set()
        os.close(write)
        assert stop.wait(10)
