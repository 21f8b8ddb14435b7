// What a browser adds to the page: filters, opening what a link points to, and keys. Everything is readable without it.
"use strict";

const claims = [...document.querySelectorAll("article.claim")];
const rows = new Map([...document.querySelectorAll("#matrix tr[data-claim]")].map((row) => [row.dataset.claim, row]));
const filters = document.querySelector("form.filters");
const story = document.getElementById("story");

function target(hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null; // a hand-made address that is no valid escape
  }
}

// Links -------------------------------------------------------------------------------------------------------------

function wordsOf(id) {
  return story.querySelectorAll(`.words[data-claims~="${CSS.escape(id)}"]`);
}

function claimOf(ref) {
  return decodeURIComponent(ref.hash.slice(1));
}

function refsOf(sentence) {
  const refs = [];
  for (let ref = sentence.nextElementSibling; ref && ref.matches("a.ref"); ref = ref.nextElementSibling) refs.push(ref);
  return refs;
}

function markStory(claim) {
  for (const sentence of story.querySelectorAll(".current")) sentence.classList.remove("current");
  for (const words of wordsOf(claim.id)) words.classList.add("current");
  const own = [...claim.querySelectorAll(".about a[href^='#sentence-']")].map((link) => target(link.hash));
  for (const sentence of own.filter(Boolean)) sentence.classList.add("current");
  if (own[0] && story.scrollHeight > story.clientHeight) {
    const top = own[0].getBoundingClientRect().top - story.getBoundingClientRect().top;
    if (top < 0 || top > story.clientHeight - 60) story.scrollTop += top - story.clientHeight / 3;
  }
}

function go(hash) {
  const place = target(hash);
  const claim = place && place.closest("article.claim");
  if (!claim) return;
  if (claim.hidden) {
    filters.reset();
    show();
  }
  const details = claim.querySelector("details");
  details.open = true;
  markStory(claim);
  (place === claim ? claim.querySelector("summary") : place).focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

addEventListener("hashchange", () => go(location.hash));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash === location.hash) go(link.hash); // the same link again is no change of the address
  const sentence = !link && event.target.closest("#story .sentence");
  if (!sentence || !getSelection().isCollapsed) return;
  const words = event.target.closest(".words");
  const refs = refsOf(sentence);
  const ref = refs.find((ref) => words && words.dataset.claims.split(" ").includes(claimOf(ref))) || refs[0];
  if (ref) ref.click();
});
for (const claim of claims) {
  const details = claim.querySelector("details");
  details.addEventListener("toggle", () => details.open && claim.contains(document.activeElement) && markStory(claim));
}

// Filters -----------------------------------------------------------------------------------------------------------

function show() {
  const wanted = [...filters.querySelectorAll("input:checked")].map((box) => box.value);
  const speaker = filters.elements.speaker ? filters.elements.speaker.value : "";
  const source = filters.elements.source.value;
  let shown = 0;
  for (const claim of claims) {
    const findings = claim.dataset.findings.split(" ");
    const fits =
      (!wanted.length || wanted.some((finding) => findings.includes(finding))) &&
      (!speaker || claim.dataset.speaker === speaker) &&
      (!source || claim.dataset.sources.split(" ").includes(source));
    claim.hidden = !fits;
    rows.get(claim.id).hidden = !fits;
    shown += fits;
  }
  const shownIds = new Set(claims.filter((claim) => !claim.hidden).map((claim) => claim.id));
  for (const words of story.querySelectorAll(".words")) {
    words.classList.toggle("off", !words.dataset.claims.split(" ").some((id) => shownIds.has(id)));
  }
  filters.querySelector("output").textContent = `${shown} of ${claims.length} claims shown`;
}

filters.hidden = false;
filters.addEventListener("change", show);
filters.addEventListener("reset", () => setTimeout(show)); // the fields empty themselves after this event
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("click", (event) => {
  if (event.target.name !== "open" && event.target.name !== "close") return;
  for (const claim of claims) claim.querySelector("details").open = event.target.name === "open" && !claim.hidden;
});
show();

// Keys --------------------------------------------------------------------------------------------------------------

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
document.querySelector("#matrix table").addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("th, td");
  if (!step || !cell) return;
  const lines = [...cell.closest("table").rows].filter((row) => !row.hidden);
  const row = lines[lines.indexOf(cell.parentElement) + step[0]];
  let column = cell.cellIndex + step[1];
  if (column === 1) column += step[1] || 1; // the verdict's column holds no link
  const link = row && row.cells[column] && row.cells[column].querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") story.classList.add("hushed");
});
for (const kind of ["focusin", "pointerover"]) {
  story.addEventListener(kind, (event) => {
    story.classList.remove("hushed");
    for (const words of story.querySelectorAll(".pointed")) words.classList.remove("pointed");
    const ref = event.target.closest("a.ref");
    if (ref) for (const words of wordsOf(claimOf(ref))) words.classList.add("pointed");
  });
}

// Print -------------------------------------------------------------------------------------------------------------

let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
});

if (location.hash) go(location.hash);
