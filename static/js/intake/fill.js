/** A form being filled in, live: starts every behaviour once. */

import { main } from "../here.js";
import { startPill } from "../live/pill.js";
import { startStopping } from "../live/stop.js";
import { startFiles } from "./files.js";
import { startWatchingState } from "./moved.js";
import { startFieldPresence } from "./presence.js";
import { startProgress } from "./progress.js";
import { startQuestions } from "./questions.js";
import { startSaving } from "./saving.js";
import { countWaiting, startWire, takeOver } from "./store.js";

startQuestions();
startPill(countWaiting);
startProgress();
startSaving();
startFiles();
startFieldPresence();
startWatchingState();
startStopping(() => {});
startWire();
takeOver();
main.dataset.live = "";
