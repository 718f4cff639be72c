/** Writing a lesson: the preview beside the words, and a bar that shows how far a video has come. */

import { _ } from "../i18n.js";

const csrf = document.querySelector('meta[name="csrf-token"]').content;

startPreview(document.querySelector("[data-preview]"), document.getElementById("preview"));
startUpload(document.querySelector("form[data-upload]"));

/** Without this the preview opens as a page of its own. */
function startPreview(button, box) {
  const words = document.getElementById("body");
  let waiting = 0;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) show();
  });
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!box.hidden) waiting = setTimeout(show, 300);
  });

  async function show() {
    const sent = new URLSearchParams({ body: words.value, part: "1", csrf_token: csrf });
    const answer = await fetch(button.formAction, { method: "POST", body: sent }).catch(() => null);
    // The server made it from markdown and left only harmless tags in it.
    if (answer?.ok) box.innerHTML = await answer.text();
    else box.textContent = _("The preview did not come. What you wrote is still here.");
  }
}

function startUpload(form) {
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const box = form.querySelector(".upload");
  const say = (words) => (box.querySelector("[role=status]").textContent = words);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = field.files[0];
    box.hidden = false;
    if (!file) return say(_("Choose a file first."));
    if (file.size > form.dataset.most * 1_000_000) return say(_("This file is larger than %(most)s MB.", { most: form.dataset.most }));
    button.disabled = true;
    send(new FormData(form));
  });

  function send(content) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => follow(Math.floor((100 * loaded) / total)));
    request.addEventListener("load", () => finish(request.response));
    request.addEventListener("error", () => finish(null));
    request.send(content);
  }

  function follow(percent) {
    box.querySelector("progress").value = percent;
    say(percent < 100 ? _("%(percent)s %% uploaded", { percent }) : _("Checking the video…"));
  }

  function finish(answer) {
    if (answer?.ok) return location.assign(answer.next);
    button.disabled = false;
    box.querySelector("progress").value = 0;
    say(answer?.say ?? _("The connection broke, and the video was not saved. Try again."));
  }
}
