/**
 * What moves on the page. It is plain JavaScript, as a browser runs it: no part of the program, and nothing from it is
 * imported. It is tried in a real browser (htmlReport.chromium.test.ts).
 */
export const pageScript = String.raw`
"use strict";
{
  const data = JSON.parse(document.getElementById("run").textContent);
  const rowHeight = 22, laneHeight = 26, axisHeight = 24, nameWidth = 150;
  const order = { process: 0, node: 1, key: 2 };
  const kinds = ["question", "answer", "change", "fault", "notice"];
  const kindWords = { question: "asked", answer: "answered", change: "done", fault: "faults", notice: "notices" };

  const events = data.events.map(([at, text, kind, lanes, mark], index) => ({ index, at, text, kind, lanes, idle: mark === 1, proof: mark === 2 }));
  const spans = data.spans.map(([from, to, kind, text, lane]) => ({ from, to, kind, text, lane }));
  const lanes = data.lanes.map(([kind, name], index) => ({ kind, name, index }));
  const sorted = lanes.toSorted((a, b) => order[a.kind] - order[b.kind] || a.name.localeCompare(b.name, "en", { numeric: true }));
  const rowOf = new Map(sorted.map((lane, row) => [lane.index, row]));
  const proofs = events.filter((event) => event.proof);
  const lastMs = Math.max(1, ...[events.at(-1)?.at ?? 0], ...spans.map((span) => span.to));
  const proofFrom = proofs.length === 0 ? null : proofs[0].at;
  const proofTo = proofs.length === 0 ? null : proofs.at(-1).at;

  const shown = { kinds: new Set(kinds), lane: null, words: "" };
  let visible = events;
  let picked = proofs[0]?.index ?? 0;
  const view = { from: 0, to: lastMs };

  const $ = (id) => document.getElementById(id);
  const chart = $("chart"), list = $("list"), space = $("space"), search = $("search"), tip = $("tip");
  const grouped = (ms) => Math.round(ms).toLocaleString("en-US");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  function filter() {
    const words = shown.words.toLowerCase().split(/\s+/).filter(Boolean);
    visible = events.filter((event) => {
      if (!shown.kinds.has(event.kind)) return false;
      if (shown.lane !== null && !event.lanes.includes(shown.lane)) return false;
      const text = event.text.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    space.style.height = visible.length * rowHeight + "px";
    if (!visible.some((event) => event.index === picked)) {
      const next = visible.find((event) => event.index >= picked) ?? visible.at(-1);
      if (next !== undefined) picked = next.index;
    }
    showPicked();
    draw();
  }

  // The list: only what can be seen is there.
  function drawList() {
    const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 5);
    const count = Math.ceil(list.clientHeight / rowHeight) + 10;
    const rows = visible.slice(first, first + count).map((event, offset) => {
      const row = document.createElement("div");
      row.className = "row" + (event.proof ? " proof" : "") + (event.idle ? " idle" : "") + (event.index === picked ? " picked" : "");
      row.id = "event-" + event.index;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(event.index === picked));
      row.style.top = (first + offset) * rowHeight + "px";
      const dot = document.createElement("i");
      dot.style.background = "var(--" + event.kind + ")";
      const cell = (name, text) => {
        const span = document.createElement("span");
        span.className = name;
        span.textContent = text;
        return span;
      };
      const what = cell("what", event.text);
      what.title = event.text;
      row.append(cell("at", grouped(event.at) + " ms"), dot, cell("lane", event.lanes.map((lane) => lanes[lane].name).join(", ")), what);
      row.addEventListener("click", () => pick(event.index));
      return row;
    });
    space.replaceChildren(...rows);
    list.setAttribute("aria-activedescendant", "event-" + picked);
  }

  function showPicked() {
    const position = visible.findIndex((event) => event.index === picked);
    if (position >= 0) {
      const top = position * rowHeight;
      if (top < list.scrollTop + rowHeight || top > list.scrollTop + list.clientHeight - 2 * rowHeight)
        list.scrollTop = top - list.clientHeight / 2;
    }
    drawList();
    const event = events[picked];
    const of = visible.length === events.length ? grouped(events.length) : grouped(visible.length) + " of " + grouped(events.length);
    $("status").textContent = event === undefined ? "nothing happened" : "event " + grouped(picked + 1) + ", " + of + " shown";
  }

  function pick(index) {
    picked = index;
    const { at } = events[index];
    if (at < view.from || at > view.to) look(at - (view.to - view.from) / 2, at + (view.to - view.from) / 2);
    showPicked();
    draw(false);
  }

  function step(by, accepts = () => true) {
    const candidates = visible.filter(accepts);
    if (candidates.length === 0) return;
    const next = by > 0 ? candidates.find((event) => event.index > picked) : candidates.findLast((event) => event.index < picked);
    if (next !== undefined) pick(next.index);
  }

  // The lanes.
  const xOf = (ms) => nameWidth + ((ms - view.from) / (view.to - view.from)) * (chart.clientWidth - nameWidth - 16);
  const msOf = (x) => view.from + ((x - nameWidth) / (chart.clientWidth - nameWidth - 16)) * (view.to - view.from);

  function look(from, to) {
    const width = Math.min(Math.max(to - from, 1), lastMs * 1.04);
    const begin = Math.min(Math.max(from, -lastMs * 0.02), lastMs * 1.02 - width);
    view.from = begin;
    view.to = begin + width;
    draw();
  }
  const zoom = (by, at = events[picked]?.at ?? 0) => look(at - (at - view.from) * by, at + (view.to - at) * by);
  const lookAtAll = () => look(-lastMs * 0.02, lastMs * 1.02);
  const lookAtProof = () => {
    if (proofFrom === null) return lookAtAll();
    const margin = Math.max(20, (proofTo - proofFrom) * 0.25);
    look(proofFrom - margin, proofTo + margin);
  };

  // What stands still while somebody steps through the events is drawn once, and copied.
  const base = document.createElement("canvas");
  let isDrawing = false, isStale = true;
  function draw(isOther = true) {
    isStale ||= isOther;
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      const ratio = devicePixelRatio || 1;
      if (isStale) drawBase(ratio);
      isStale = false;
      const pen = chart.getContext("2d");
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, chart.width, chart.height);
      pen.drawImage(base, 0, 0);
      pen.scale(ratio, ratio);
      drawPicked(pen);
    });
  }

  function drawPicked(pen) {
    const event = events[picked];
    const x = event === undefined ? 0 : Math.round(xOf(event.at)) + 0.5;
    if (x < nameWidth) return;
    pen.strokeStyle = css("change");
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x, axisHeight);
    pen.lineTo(x, chart.clientHeight);
    pen.stroke();
  }

  function drawBase(ratio) {
    const height = axisHeight + sorted.length * laneHeight + 8;
    const width = chart.clientWidth;
    chart.style.height = height + "px";
    chart.width = base.width = width * ratio;
    chart.height = base.height = height * ratio;
    const pen = base.getContext("2d");
    pen.scale(ratio, ratio);
    const colours = Object.fromEntries(["back", "text", "dim", "line", "soft", "pick", "proof", "proof-soft", ...kinds, "call", "lease", "down", "paused", "unwell"].map((name) => [name, css(name)]));
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";

    pen.save();
    pen.beginPath();
    pen.rect(nameWidth, 0, width - nameWidth, height);
    pen.clip();
    if (proofFrom !== null) {
      pen.fillStyle = colours["proof-soft"];
      const x = xOf(proofFrom);
      pen.fillRect(x - 1, axisHeight, Math.max(3, xOf(proofTo) - x + 2), height);
    }
    drawAxis(pen, colours, height);
    for (const { from, to, kind, text, lane } of spans) {
      const x = xOf(from), end = xOf(to);
      if (end < nameWidth || x > width) continue;
      const row = rowOf.get(lane), y = axisHeight + row * laneHeight;
      const inset = kind === "call" ? 9 : 5;
      pen.fillStyle = colours[kind];
      pen.fillRect(x, y + inset, Math.max(1.5, end - x), laneHeight - 2 * inset);
      if (kind !== "call" && end - x > pen.measureText(text).width + 10) {
        pen.fillStyle = colours.text;
        pen.fillText(text, Math.max(x, nameWidth) + 5, y + laneHeight / 2 + 0.5);
      }
    }
    const drawn = new Set();
    for (const event of visible) {
      const x = xOf(event.at);
      if (x < nameWidth - 6 || x > width) continue;
      for (const lane of event.lanes) {
        // Of many that fall on the same place one is enough.
        const place = Math.round(x) + " " + lane + event.kind + event.idle;
        if (!event.proof && drawn.has(place)) continue;
        drawn.add(place);
        const y = axisHeight + rowOf.get(lane) * laneHeight + laneHeight / 2;
        pen.fillStyle = colours[event.kind];
        pen.globalAlpha = event.idle ? 0.35 : 1;
        pen.beginPath();
        pen.arc(x, y, event.proof ? 5 : event.idle ? 2 : 3.2, 0, 7);
        pen.fill();
        pen.globalAlpha = 1;
        if (event.proof) {
          pen.strokeStyle = colours.proof;
          pen.lineWidth = 1.5;
          pen.stroke();
        }
      }
    }
    pen.restore();

    for (const [row, lane] of sorted.entries()) {
      const y = axisHeight + row * laneHeight;
      if (shown.lane === lane.index) {
        pen.fillStyle = colours.pick;
        pen.fillRect(0, y, nameWidth, laneHeight);
      }
      pen.fillStyle = colours.text;
      pen.fillText(shorten(pen, lane.name, nameWidth - 76), 20, y + laneHeight / 2);
      pen.fillStyle = colours.dim;
      pen.fillText({ process: "process", node: "node", key: "data" }[lane.kind], nameWidth - 52, y + laneHeight / 2);
      pen.strokeStyle = colours.line;
      pen.lineWidth = row > 0 && sorted[row - 1].kind !== lane.kind ? 2 : 0.5;
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
    }
  }

  function shorten(pen, text, width) {
    if (pen.measureText(text).width <= width) return text;
    let short = text;
    while (short.length > 1 && pen.measureText(short + "…").width > width) short = short.slice(0, -1);
    return short + "…";
  }

  function drawAxis(pen, colours, height) {
    const stepMs = [1, 2, 5].flatMap((digit) => Array.from({ length: 12 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b)
      .find((step) => xOf(step) - xOf(0) > 110) ?? lastMs;
    pen.fillStyle = colours.dim;
    pen.strokeStyle = colours.line;
    pen.lineWidth = 0.5;
    pen.textAlign = "center";
    for (let ms = Math.max(0, Math.ceil(view.from / stepMs) * stepMs); ms <= view.to; ms += stepMs) {
      const x = xOf(ms);
      const words = grouped(ms) + " ms", half = pen.measureText(words).width / 2;
      if (x - half > nameWidth && x + half < chart.clientWidth) pen.fillText(words, x, axisHeight / 2);
      pen.beginPath();
      pen.moveTo(x, axisHeight);
      pen.lineTo(x, height);
      pen.stroke();
    }
    pen.textAlign = "start";
  }

  /** What lies under the pointer: the nearest event of the lane, else a span. */
  function under(x, y) {
    const row = Math.floor((y - axisHeight) / laneHeight);
    const lane = sorted[row]?.index;
    if (lane === undefined || x < nameWidth) return { lane, event: null, text: null };
    let event = null, best = 8;
    for (const candidate of visible) {
      const distance = Math.abs(xOf(candidate.at) - x);
      if (candidate.lanes.includes(lane) && distance < best) [event, best] = [candidate, distance];
    }
    const ms = msOf(x);
    const span = spans.findLast((each) => each.lane === lane && each.from <= ms && ms <= each.to);
    const text = event !== null ? grouped(event.at) + " ms: " + event.text
      : span !== undefined ? span.text + ", " + grouped(span.from) + " to " + grouped(span.to) + " ms" : null;
    return { lane, event, text };
  }

  let drag = null;
  chart.addEventListener("pointerdown", (event) => {
    drag = { x: event.offsetX, from: view.from, to: view.to, moved: false };
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (drag !== null) {
      const by = msOf(drag.x) - msOf(event.offsetX);
      drag.moved ||= Math.abs(drag.x - event.offsetX) > 3;
      if (drag.moved) look(drag.from + by, drag.to + by);
      return;
    }
    const { text } = under(event.offsetX, event.offsetY);
    tip.hidden = text === null;
    if (text === null) return;
    tip.textContent = text;
    tip.style.left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = event.clientY + 16 + "px";
  });
  chart.addEventListener("pointerup", (event) => {
    const wasMoved = drag?.moved;
    drag = null;
    if (wasMoved) return;
    const { lane, event: hit } = under(event.offsetX, event.offsetY);
    if (hit !== null) pick(hit.index);
    else if (event.offsetX < nameWidth && lane !== undefined) {
      shown.lane = shown.lane === lane ? null : lane;
      filter();
    }
  });
  chart.addEventListener("pointerleave", () => (tip.hidden = true));
  chart.addEventListener("wheel", (event) => {
    if (event.offsetX < nameWidth) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, msOf(event.offsetX));
  }, { passive: false });

  for (const kind of kinds) {
    const label = document.createElement("label"), box = document.createElement("input"), dot = document.createElement("i");
    box.type = "checkbox";
    box.checked = true;
    box.name = kind;
    dot.style.background = "var(--" + kind + ")";
    box.addEventListener("change", () => {
      if (box.checked) shown.kinds.add(kind);
      else shown.kinds.delete(kind);
      filter();
    });
    label.append(box, dot, kindWords[kind]);
    $("kinds").append(label);
  }
  search.addEventListener("input", () => {
    shown.words = search.value;
    filter();
  });
  $("to-proof").addEventListener("click", lookAtProof);
  $("to-all").addEventListener("click", lookAtAll);
  $("zoom-in").addEventListener("click", () => zoom(0.5));
  $("zoom-out").addEventListener("click", () => zoom(2));
  list.addEventListener("scroll", drawList);
  addEventListener("resize", () => (drawList(), draw()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());

  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    n: () => step(1, (event) => event.proof), p: () => step(-1, (event) => event.proof),
    Home: () => visible.length > 0 && pick(visible[0].index), End: () => visible.length > 0 && pick(visible.at(-1).index),
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: lookAtAll, v: lookAtProof, "/": () => search.focus(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.activeElement === search) {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      if (event.key === "Escape") {
        search.value = shown.words = "";
        filter();
      }
      list.focus();
      event.preventDefault();
      return;
    }
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  filter();
  lookAtProof();
}
`;
