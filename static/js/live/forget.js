/** The page of a link that was taken back: nothing that still waited for its workspace stays in this browser. */

import { forgetAll } from "./keep.js";

forgetAll(document.querySelector("[data-ended]").dataset.ended);
