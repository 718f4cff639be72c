/** Somebody else's player: nothing of it is loaded before the person presses play. */

const box = document.querySelector(".embed[data-frame]");

box?.addEventListener("click", (event) => {
  if (!event.target.closest(".embed__play") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  box.replaceChildren(player(box.dataset.frame, box.dataset.title));
  box.firstElementChild.focus();
});

function player(address, title) {
  const url = new URL(address);
  url.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.className = "embed__frame";
  frame.title = title;
  frame.loading = "lazy";
  frame.sandbox = "allow-scripts allow-same-origin allow-presentation allow-popups";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // Players refuse to play for a page that says nothing of where it is; they learn our host and no address.
  frame.referrerPolicy = "strict-origin";
  frame.src = url.href;
  return frame;
}
