/** The websocket: joins the plan's topic at each connection, and says when it is gone. */

import { io } from "../vendor/socket.io/socket.io.esm.min.js";
import { page } from "./here.js";
import { seq } from "./store.js";

const JOIN_MS = 5000;

/** Listeners: joined(answer), dropped(), ops(message), head(message), pres(message), bye(message). */
export function connectSocket(listeners) {
  const socket = io({ transports: ["websocket"], reconnectionDelay: 400, reconnectionDelayMax: 5000, timeout: 8000 });
  let isClosed = false;

  socket.on("connect", () => join(socket, listeners));
  socket.on("disconnect", (reason) => {
    listeners.dropped();
    if (reason === "io server disconnect") reconnectIn(500 + Math.random() * 1000);
  });
  for (const name of ["ops", "head", "bye", "pres"]) {
    socket.on(name, (message) => isMine(message) && listeners[name]?.(message));
  }

  function reconnectIn(delay) {
    setTimeout(() => !isClosed && socket.disconnect().connect(), delay);
  }

  return {
    emit: (name, message, answered) => (answered ? socket.emit(name, message, answered) : socket.emit(name, message)),
    close: () => {
      isClosed = true;
      socket.disconnect();
    },
    reconnectIn,
  };
}

function isMine(message) {
  return message.topic === undefined || message.topic === page.topic;
}

function join(socket, listeners) {
  socket.timeout(JOIN_MS).emit("join", { topic: page.topic, seq: seq() }, (error, answer) => {
    if (error) socket.disconnect().connect();
    else listeners.joined(answer);
  });
}
