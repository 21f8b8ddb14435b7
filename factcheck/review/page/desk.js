
// The desk ----------------------------------------------------------------------------------------------------------
// Forms work without this; with it a decision is sent while the page stays as it is, half-written words of others and all.
{
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-desk]");
    if (form) form.dataset.touched = "yes";
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-touched]")) event.preventDefault();
  });

  const take = (page, id, part = "") => {
    const here = document.querySelector(`#${CSS.escape(id)}${part}`);
    const there = page.querySelector(`#${CSS.escape(id)}${part}`);
    if (here && there) here.replaceWith(there);
  };

  const update = (page, sent) => {
    for (const claim of claims) {
      const own = document.getElementById(`${claim.id}-desk`);
      const untouched = claim.id === sent || !own.querySelector("form[data-touched]");
      take(page, `${claim.id}-desk`, untouched ? "" : " .standing");
      take(page, `${claim.id}-badge`);
    }
    take(page, "sign-off");
  };

  const send = async (form, body) => {
    const sent = form.dataset.desk;
    const answer = form.querySelector(".answer");
    try {
      const response = await fetch(form.action, { method: "POST", body });
      const text = await response.text();
      if (!(response.headers.get("content-type") || "").startsWith("text/html")) throw new Error(text);
      update(new DOMParser().parseFromString(text, "text/html"), sent);
      const now = document.getElementById(sent ? `${sent}-decision` : "sign-off");
      if (!response.ok && sent) now.dataset.touched = "yes"; // what was refused is not kept yet
      const desk = now.closest(".desk");
      const done = sent ? desk.querySelector(".next") || desk.querySelector(".standing") : desk;
      (response.ok ? done : now).focus();
    } catch (error) {
      const reason = error instanceof TypeError ? "the review server does not answer; is it still running?" : error.message;
      answer.textContent = `Not saved: ${reason} Your words are still here.`;
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-desk]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const body = new URLSearchParams(new FormData(form));
    button.disabled = true;
    await send(form, body);
    button.disabled = false;
  });
}
