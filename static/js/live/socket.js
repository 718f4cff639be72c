/** The page's one websocket. Each topic joins at each connection, and hears only what is its own. */

import { io } from "../../vendor/socket.io/socket.io.esm.min.js";
import { language } from "../i18n.js";

const JOIN_MS = 5000;
let shared = null;
let open = 0;

/** `subject` has a topic and says its seq(). Listeners: joined(answer), dropped(), ops, head, pres, bye(message). */
export function connectSocket(subject, listeners) {
  shared ??= openLine();
  const socket = shared;
  let isClosed = false;
  open += 1;

  listen("connect", () => join(socket, subject, listeners));
  listen("disconnect", (reason) => {
    listeners.dropped();
    if (reason === "io server disconnect") reconnectIn(500 + Math.random() * 1000);
  });
  for (const name of ["ops", "head", "bye", "pres"]) {
    listen(name, (message) => isFor(subject, message) && listeners[name]?.(message));
  }
  if (socket.connected) join(socket, subject, listeners);
  else if (!socket.active) socket.connect();

  function listen(name, listener) {
    socket.on(name, (message) => !isClosed && listener(message));
  }

  function reconnectIn(delay) {
    setTimeout(() => !isClosed && !socket.connected && socket.disconnect().connect(), delay);
  }

  /** Say goodbye to this topic; the socket itself goes with the last one. */
  function close() {
    if (isClosed) return;
    isClosed = true;
    open -= 1;
    if (!open) socket.disconnect();
  }

  return {
    emit: (name, message, answered) => (answered ? socket.emit(name, message, answered) : socket.emit(name, message)),
    join: () => socket.connected && join(socket, subject, listeners),
    close,
    comeBackIn: (delay) => {
      socket.disconnect();
      reconnectIn(delay);
    },
  };
}

function openLine() {
  const socket = io({ auth: { language }, transports: ["websocket"], reconnectionDelay: 400, reconnectionDelayMax: 5000, timeout: 8000 });
  socket.on("outdated", () => import("./outdated.js").catch(() => {}));
  return socket;
}

function isFor(subject, message) {
  return message.topic === undefined || message.topic === subject.topic;
}

function join(socket, subject, listeners) {
  const line = socket.id;
  socket.timeout(JOIN_MS).emit("join", { topic: subject.topic, seq: subject.seq() }, (error, answer) => {
    if (!error) listeners.joined(answer);
    // Of several topics the first that hears nothing hangs up; a line made since then is left alone.
    else if (socket.id === line) socket.disconnect().connect();
  });
}
