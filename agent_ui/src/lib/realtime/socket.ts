import { io } from "socket.io-client";
import type { Wire } from "./client";

/** Socket.IO over WebSocket only: no long polling, reconnecting for ever with a growing, jittered pause. */
export function socketWire(): Wire {
  const socket = io({
    transports: ["websocket"],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
    timeout: 5000,
  });
  return {
    send: (event, body) => socket.emit(event, body),
    on: (event, listener) => socket.on(event, listener),
    onConnected: (listener) => socket.on("connect", listener),
    onLost: (listener) => socket.on("disconnect", listener),
    // An error of a socket that will not try again is a refusal by the server, not a lost network.
    onRefused: (listener) => socket.on("connect_error", () => !socket.active && listener()),
    open: () => socket.connect(),
    close: () => socket.disconnect(),
  };
}
