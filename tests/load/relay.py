"""The baseline: a bare Flask-SocketIO relay on eventlet, with the defaults of its own documentation.

`python -m tests.load.relay PORT` answers "op" by emitting it to the room and acknowledging it. It checks nothing and
saves nothing, so every figure of the product is held against a server that does none of its work.
"""

import eventlet

eventlet.monkey_patch()

import itertools
import sys

from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
numbers = itertools.count(1)


@socketio.on("join")
def join(message: dict) -> dict:
    join_room(message["topic"])
    return {"ok": True, "seq": 0}


@socketio.on("op")
def relay(message: dict) -> dict:
    seq = next(numbers)
    emit("ops", {"topic": message["topic"], "from": seq, "to": seq, "ops": message["ops"]}, to=message["topic"])
    return {"ok": True, "seq": seq}


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_output=False)
