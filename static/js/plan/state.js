/** A plan as a value, and what one operation does to it. Nothing here touches the page. */

export function emptyPlan() {
  return { tasks: new Map(), phases: new Map(), phaseOrder: [], order: new Map(), gone: new Map() };
}

/** A plan from a snapshot {phases:[{p,name}], tasks:[{t,phase,…}]}, both in order. */
export function planOf(snapshot) {
  const plan = emptyPlan();
  for (const phase of snapshot.phases) {
    plan.phases.set(phase.p, phase);
    plan.phaseOrder.push(phase.p);
    plan.order.set(phase.p, []);
  }
  for (const task of snapshot.tasks) {
    plan.tasks.set(task.t, task);
    plan.order.get(task.phase)?.push(task.t);
  }
  return plan;
}

/** The plan with my own waiting operations on top: what shows. The plan given stays as it is. */
export function withPending(plan, pending) {
  if (!pending.length) return plan;
  const shown = copyOf(plan);
  for (const entry of pending) for (const op of entry.ops) applyOp(shown, op);
  return shown;
}

function copyOf(plan) {
  const order = new Map();
  for (const [phase, ids] of plan.order) order.set(phase, ids.slice());
  return {
    tasks: new Map(plan.tasks),
    phases: new Map(plan.phases),
    phaseOrder: plan.phaseOrder.slice(),
    order,
    gone: new Map(plan.gone),
  };
}

/**
 * The operations that take `ops` back, last one first, as `plan` stands before them. Each says as its base what I leave
 * behind, so that what others change afterwards is not overwritten unseen.
 */
export function inverseOf(plan, ops) {
  let before = plan;
  const inverse = [];
  for (const op of ops) {
    inverse.unshift(inverseOp(before, op));
    before = withPending(before, [{ ops: [op] }]);
  }
  return inverse;
}

function inverseOp(plan, op) {
  const id = op.t ? { t: op.t } : { p: op.p };
  if (op.k === "set" && op.f === "status" && plan.tasks.get(op.t)?.blocker) return blockAgain(plan, op.t);
  if (op.k === "set") return { k: "set", ...id, f: op.f, v: valueOf(plan, op) ?? null, base: op.v, ...(op.along && { along: true }) };
  if (op.k === "block") return unblock(plan, op.t);
  if (op.k.startsWith("item")) return inverseItem(plan, op);
  if (op.k in OPPOSITES) return { ...op, k: OPPOSITES[op.k] };
  if (op.k === "promise") return promiseBefore(plan, op);
  if (op.k === "wait" || op.k === "unwait") return inverseWait(plan, op);
  if (op.k === "move") return { k: "move", ...id, ...placeOf(plan, op) };
  return { k: op.k === "remove" ? "restore" : "remove", ...id };
}

const OPPOSITES = { agree: "withdraw", withdraw: "agree", unfile: "refile", refile: "unfile", role: "unrole", unrole: "role", behind: "unbehind", unbehind: "behind" };

/** The task that reminds of a new promise goes; one that was given anew is given as before. */
function promiseBefore(plan, op) {
  const before = promiseOf(plan, plan.tasks.get(op.t));
  return before ? { ...op, who: before.who, until: before.until } : { k: "remove", t: op.step };
}

/** Who names the owner by when, while that is still to be done. */
export function promiseOf(plan, { promise, owner, status }) {
  if (!promise || owner || isOver(status)) return null;
  const naming = promise.task && shownTask(plan, promise.task);
  return !promise.task || (naming && !isOver(naming.status)) ? promise : null;
}

function isOver(status) {
  return status === "done" || status === "dropped";
}

/** What blocked the task comes back as it was said. */
function blockAgain(plan, t) {
  const { kind, note, who } = plan.tasks.get(t).blocker;
  return { k: "block", t, kind, note, who };
}

function unblock(plan, t) {
  const task = plan.tasks.get(t);
  return task?.blocker ? blockAgain(plan, t) : { k: "set", t, f: "status", v: task?.status ?? "todo", base: "blocked" };
}

function inverseWait(plan, { t, on }) {
  const known = plan.tasks.get(t)?.waits?.find((wait) => wait.on === on);
  return known ? { k: "wait", t, on, lag: known.lag } : { k: "unwait", t, on };
}

function valueOf(plan, op) {
  return op.t ? plan.tasks.get(op.t)?.[op.f] : plan.phases.get(op.p)?.name;
}

function placeOf(plan, op) {
  if (op.p) return { after: before(plan.phaseOrder, op.p) };
  const { phase } = plan.tasks.get(op.t);
  return { phase, after: before(plan.order.get(phase), op.t) };
}

/** Change `plan` by one operation of the wire. What names a row that is not there does nothing. */
export function applyOp(plan, op) {
  const verbs = op.t ? TASK_VERBS : PHASE_VERBS;
  verbs[op.k]?.(plan, op);
}

const TASK_VERBS = { set: setField, add: addTask, restore: restoreTask, move: moveTask, remove: removeTask, wait: addWait, unwait: removeWait, block: blockTask, agree, withdraw, item: addItem, "item-set": setItem, "item-move": moveItem, "item-remove": removeItem };
const PHASE_VERBS = { set: renamePhase, add: addPhase, restore: restorePhase, move: movePhase, remove: removePhase };

/** What a row carries only where there is some. */
export const WORK = ["effort", "files", "roles", "promise", "behind"];
const ROW_FIELDS = ["title", "description", "owner", "start", "due", "status", "milestone", "visibility", "links", "waits", "ruled", "blocker", "agreed", "checklist", ...WORK];
const BLANK_ROW = { title: "", owner: null, start: null, due: null, status: "todo", milestone: false, visibility: "shared", links: [], waits: [], ruled: false, blocker: null, agreed: null, checklist: [] };

function setField(plan, op) {
  const task = plan.tasks.get(op.t);
  if (!task) return;
  const over = op.f === "status" && op.v !== "blocked" ? { blocker: null } : {};
  plan.tasks.set(op.t, { ...task, [op.f]: op.v, ...over });
}

function inverseItem(plan, { k, t, i }) {
  const items = plan.tasks.get(t)?.checklist ?? [];
  const at = items.findIndex((item) => item.i === i);
  const after = items[at - 1]?.i ?? null;
  if (k === "item") return { k: "item-remove", t, i };
  if (k === "item-move") return { k, t, i, after };
  const { text = "", on = null } = items[at] ?? {};
  return k === "item-remove" ? { k: "item", t, i, text, after, done: on !== null } : { k, t, i, text, done: on !== null };
}

function setItems(plan, id, change) {
  const task = plan.tasks.get(id);
  if (task) plan.tasks.set(id, { ...task, checklist: change(task.checklist ?? []) });
}

/** Who ticked it, and when, the server tells: until then both are empty. */
function tick(item, done) {
  if (done === undefined || done === (item.on !== null)) return item;
  return { ...item, by: null, on: done ? "" : null };
}

function addItem(plan, { t, i, text, after, done = false }) {
  setItems(plan, t, (items) => putItem(items, tick({ i, text, by: null, on: null }, done), after));
}

function setItem(plan, { t, i, text, done }) {
  const change = (item) => tick({ ...item, text: text ?? item.text }, done);
  setItems(plan, t, (items) => items.map((item) => (item.i === i ? change(item) : item)));
}

function moveItem(plan, { t, i, after }) {
  setItems(plan, t, (items) => {
    const item = items.find((one) => one.i === i);
    return item ? putItem(items.filter((one) => one !== item), item, after) : items;
  });
}

function removeItem(plan, { t, i }) {
  setItems(plan, t, (items) => items.filter((item) => item.i !== i));
}

function putItem(items, item, after) {
  const at = after ? items.findIndex((one) => one.i === after) : -1;
  return after && at < 0 ? [...items, item] : items.toSpliced(at + 1, 0, item);
}

/** My word stands with nobody's name until the server tells; on what changed since it is the first one anew. */
function agree(plan, { t }) {
  const task = plan.tasks.get(t);
  if (!task) return;
  const { proposed = null, words = [], changed = [] } = task.agreed ?? {};
  const others = changed.length ? [] : words;
  plan.tasks.set(t, { ...task, agreed: { proposed, words: [...others, [null, null, null]], changed: [], was: {} } });
}

/** Which word is mine the server knows; until it tells, none is shown. */
function withdraw(plan, { t }) {
  const task = plan.tasks.get(t);
  if (task?.agreed) plan.tasks.set(t, { ...task, agreed: { ...task.agreed, words: [], changed: [], was: {} } });
}

/** What I ask for; who says so is I, and since when, if it is new, is today: both null until the server tells. */
function blockTask(plan, { t, kind, note, who }) {
  const task = plan.tasks.get(t);
  if (!task) return;
  const { since = null, by = null } = task.blocker ?? {};
  plan.tasks.set(t, { ...task, status: "blocked", blocker: { kind, note, who, since, by } });
}

/** What I ask for; the server tells of it by setting all waits. */
function addWait(plan, { t, on, lag }) {
  setWaits(plan, t, (waits) => [...waits.filter((wait) => wait.on !== on), { on, lag }]);
}

function removeWait(plan, { t, on }) {
  setWaits(plan, t, (waits) => waits.filter((wait) => wait.on !== on));
}

function setWaits(plan, id, change) {
  const task = plan.tasks.get(id);
  if (task) plan.tasks.set(id, { ...task, waits: change(task.waits ?? []) });
}

function addTask(plan, op) {
  const known = plan.tasks.get(op.t);
  const task = { ...BLANK_ROW, ...known, t: op.t, phase: op.phase };
  for (const field of ROW_FIELDS) if (field in op) task[field] = op[field];
  plan.tasks.set(op.t, task);
  if (known) takeOut(plan.order.get(known.phase), op.t);
  putAfter(listOf(plan, op.phase), op.t, op.after);
}

function restoreTask(plan, op) {
  const gone = plan.gone.get(op.t);
  if (plan.tasks.has(op.t) || !(gone || op.phase)) return;
  plan.gone.delete(op.t);
  addTask(plan, { ...gone?.task, after: gone?.after, ...op });
}

function moveTask(plan, op) {
  const task = plan.tasks.get(op.t);
  if (!task) return;
  takeOut(plan.order.get(task.phase), op.t);
  plan.tasks.set(op.t, { ...task, phase: op.phase });
  putAfter(listOf(plan, op.phase), op.t, op.after);
}

function removeTask(plan, op) {
  const task = plan.tasks.get(op.t);
  if (!task) return;
  plan.gone.set(op.t, { task, after: before(plan.order.get(task.phase), op.t) });
  takeOut(plan.order.get(task.phase), op.t);
  plan.tasks.delete(op.t);
}

function renamePhase(plan, op) {
  const phase = plan.phases.get(op.p);
  if (phase) plan.phases.set(op.p, { ...phase, name: op.v });
}

function addPhase(plan, op) {
  plan.phases.set(op.p, { p: op.p, name: op.name });
  takeOut(plan.phaseOrder, op.p);
  putAfter(plan.phaseOrder, op.p, op.after);
  listOf(plan, op.p);
}

function restorePhase(plan, op) {
  const gone = plan.gone.get(op.p);
  if (plan.phases.has(op.p) || !(gone || op.name)) return;
  plan.gone.delete(op.p);
  addPhase(plan, { ...gone?.phase, after: gone?.after, ...op });
  if (op.tasks) takeTasks(plan, op.p, op.tasks);
}

/** What the phase holds by now: it may have changed while it was gone. */
function takeTasks(plan, phase, tasks) {
  for (const task of tasks) plan.tasks.set(task.t, task);
  plan.order.set(phase, tasks.map((task) => task.t));
}

function movePhase(plan, op) {
  if (!plan.phases.has(op.p)) return;
  takeOut(plan.phaseOrder, op.p);
  putAfter(plan.phaseOrder, op.p, op.after);
}

function removePhase(plan, op) {
  const phase = plan.phases.get(op.p);
  if (!phase) return;
  plan.gone.set(op.p, { phase, after: before(plan.phaseOrder, op.p) });
  takeOut(plan.phaseOrder, op.p);
  plan.phases.delete(op.p);
}

/** The tasks of a removed phase wait in `order`: they come back with it. */
function listOf(plan, phase) {
  if (!plan.order.has(phase)) plan.order.set(phase, []);
  return plan.order.get(phase);
}

function takeOut(list, id) {
  const at = list?.indexOf(id) ?? -1;
  if (at >= 0) list.splice(at, 1);
}

function putAfter(list, id, after) {
  if (!after) {
    list.unshift(id);
    return;
  }
  const at = list.indexOf(after);
  list.splice(at < 0 ? list.length : at + 1, 0, id);
}

function before(list, id) {
  return list[list.indexOf(id) - 1] ?? null;
}

/** What still holds a task up until it has begun; a task that is hidden from me counts. */
export function openWaits(plan, task) {
  if (task.status !== "todo") return [];
  return (task.waits ?? []).filter(({ on }) => on === null || isHoldingUp(shownTask(plan, on)));
}

function isHoldingUp(task) {
  return Boolean(task) && !isOver(task.status);
}

/** The tasks that wait for one of these, or that say something of one. */
export function waitingFor(plan, ids) {
  const found = [];
  for (const task of plan.tasks.values()) {
    if (task.waits?.some((wait) => ids.has(wait.on)) || ids.has(task.promise?.task) || task.behind?.some((step) => ids.has(step))) found.push(task.t);
  }
  return found;
}

/** The task, if it is in a phase that stands. */
export function shownTask(plan, id) {
  const task = plan.tasks.get(id);
  return task && plan.phases.has(task.phase) ? task : undefined;
}

/** Done over shared tasks that are needed; what is internal is counted apart, for the team. */
export function progressOf(plan, phases) {
  const count = { done: 0, total: 0, internal: 0 };
  for (const phase of phases) for (const id of plan.order.get(phase) ?? []) countTask(count, plan.tasks.get(id));
  return count;
}

function countTask(count, task) {
  if (task.visibility === "internal") {
    if (!isOver(task.status)) count.internal += 1;
  } else if (task.status !== "dropped") {
    count.total += 1;
    if (task.status === "done") count.done += 1;
  }
}
