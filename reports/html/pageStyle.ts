/** How the page looks, by day and by night. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fff; --text: #1c2128; --dim: #636c76; --line: #d8dee4; --soft: #f4f6f8; --pick: #ddeeff;
  --proof: #c62828; --proof-soft: rgba(198, 40, 40, .12); --question: #6b7a8c; --answer: #1a7f5a; --change: #1f5fbf; --fault: #c62828; --notice: #8b949e;
  --call: #c3cbd4; --lease: #9ec5f0; --down: #f0a3a3; --paused: #f2cf87; --unwell: #e6b0c8; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --text: #dfe5ec; --dim: #8f99a5; --line: #2e353d; --soft: #1c2229; --pick: #23384f;
  --proof: #ff7b72; --proof-soft: rgba(255, 123, 114, .16); --question: #8d99a8; --answer: #4cc38a; --change: #6aa8ff; --fault: #ff7b72; --notice: #6e7781;
  --call: #3d4650; --lease: #2a4f7a; --down: #7a3333; --paused: #6f5522; --unwell: #6a3a52; } }
* { box-sizing: border-box; }
html, body { height: 100%; }
body { margin: 0; display: flex; flex-direction: column; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
header { padding: 14px 20px 8px; }
h1 { margin: 0; font-size: 18px; line-height: 1.3; font-weight: 600; }
.rule { color: var(--proof); }
.because { margin: 4px 0 8px; font-size: 15px; }
dl { display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 0; color: var(--dim); font-size: 12.5px; }
dl div { display: flex; gap: 6px; min-width: 0; }
dt::after { content: ":"; }
dd { margin: 0; color: var(--text); font-family: ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
details { margin-top: 6px; max-height: 30vh; overflow-y: auto; }
summary { cursor: pointer; }
details ul { margin: 4px 0; padding-left: 20px; }
nav { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; padding: 6px 20px; border-block: 1px solid var(--line); background: var(--soft); }
nav input[type=search] { width: 220px; padding: 4px 8px; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 5px; }
nav label { display: inline-flex; align-items: center; gap: 4px; margin-right: 8px; }
nav i { width: 9px; height: 9px; border-radius: 50%; display: inline-block; }
nav button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 5px; padding: 2px 9px; cursor: pointer; }
nav button:hover { border-color: var(--dim); }
.zoom { margin-left: auto; display: inline-flex; gap: 4px; }
main { flex: 1; min-height: 0; display: flex; flex-direction: column; }
#lanes { position: relative; flex: 0 1 auto; max-height: 55%; overflow-y: auto; border-bottom: 1px solid var(--line); }
canvas { display: block; width: 100%; }
:focus-visible { outline: 2px solid var(--change); outline-offset: -2px; }
#tip { position: fixed; z-index: 1; max-width: 480px; padding: 4px 8px; background: var(--text); color: var(--back); border-radius: 4px; font-size: 12.5px; pointer-events: none; }
#list { flex: 1 1 200px; min-height: 160px; overflow-y: auto; position: relative; font: 12.5px/22px ui-monospace, monospace; }
.row { position: absolute; left: 0; right: 0; height: 22px; display: flex; gap: 12px; padding: 0 20px; white-space: nowrap; cursor: default; }
.row .at { flex: 0 0 110px; text-align: right; color: var(--dim); font-variant-numeric: tabular-nums; }
.row .lane { flex: 0 0 170px; overflow: hidden; text-overflow: ellipsis; }
.row .what { flex: 1; overflow: hidden; text-overflow: ellipsis; }
.row i { flex: none; width: 8px; height: 8px; margin-top: 7px; border-radius: 50%; }
.row.idle { opacity: .55; }
.row.proof { background: var(--proof-soft); }
.row.proof .what { font-weight: 600; }
.row.picked { background: var(--pick); box-shadow: inset 3px 0 var(--change); }
footer { display: flex; justify-content: space-between; gap: 20px; padding: 4px 20px; border-top: 1px solid var(--line); background: var(--soft); color: var(--dim); font-size: 12.5px; }
footer .keys { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
#status { white-space: nowrap; }
kbd { font: inherit; padding: 0 4px; margin-right: 2px; border: 1px solid var(--line); border-radius: 3px; background: var(--back); color: var(--text); }
`;
