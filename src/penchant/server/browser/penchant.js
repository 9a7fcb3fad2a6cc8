/* Penchant in a page: tells the server what one user views, clicks and is shown. See docs/howto/sdk.md.
   Nothing here throws into the page. Events wait in localStorage until the server has them; each has an id and counts once. */
(() => {
  "use strict";
  const MOST = 500, BATCH = 50, LONGEST = 60000, SHOWN_MS = 1000;
  let count = 0;
  const id = () => Date.now().toString(36).padStart(9, "0") + (count++ % 46656).toString(36).padStart(3, "0") +
    Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");

  globalThis.Penchant = (options = {}) => {
    const { user, url = "", every = 2000, full = 30000, onerror = () => {} } = options;
    const name = "penchant:" + url + ":" + user;
    const renew = typeof options.token === "function" ? options.token : null;
    let token = renew ? "" : options.token, memory = [], stored = true, busy = false, waits = 0, timer = 0, batch = BATCH, viewed = null;

    const tell = (error) => { try { onerror(error); } catch (_) { /* the page's own */ } };
    const safe = (work) => (...given) => { try { return work(...given); } catch (error) { tell(error); } };
    const read = () => {
      if (stored) try { return JSON.parse(localStorage.getItem(name)) || []; } catch (_) { /* none, or not ours */ }
      return memory;
    };
    const write = (queue) => {
      memory = queue.slice(-MOST);
      try { localStorage.setItem(name, JSON.stringify(memory)); stored = true; } catch (_) { stored = false; }
    };
    const drop = (sent) => {
      const ids = new Set(sent.map((event) => event.event_id));
      write(read().filter((event) => !ids.has(event.event_id)));
    };
    const later = (ms) => { if (!timer) timer = setTimeout(() => { timer = 0; flush(); }, ms); };
    const failed = (error, asked) => {
      waits = Math.max(1000 * asked || 0, Math.min(LONGEST, (waits || 500) * 2));
      tell(error);
      later(waits * (0.75 + Math.random() / 2));
    };

    const post = async (events) => {
      if (renew && !token) token = await renew();
      const body = JSON.stringify({ events });
      return fetch(url + "/v1/events", {
        method: "POST", body, credentials: "omit",
        keepalive: body.length < 20000, // browsers refuse one of more than 64 KiB
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
      });
    };
    const flush = async () => {
      if (busy) return;
      busy = true;
      try {
        for (let queue = read(); queue.length; queue = read()) {
          const events = queue.slice(0, batch), answer = await post(events), { status } = answer;
          const refused = new Error("Penchant: " + status + " " + (answer.ok ? "" : await answer.text()));
          if (answer.ok) { drop(events); waits = 0; batch = Math.min(BATCH, batch * 2); }
          else if ([400, 404, 413, 422].includes(status)) {
            if (batch > 1) batch = 1; // one of them is wrong: find it
            else { drop(events); tell(refused); }
          } else {
            if (status === 401) token = renew ? "" : token;
            return failed(refused, answer.headers.get("Retry-After"));
          }
        }
      } catch (error) { failed(error); } finally { busy = false; }
    };
    /* The page may be going: what is not confirmed stays stored, and counts once if the next page sends it again. */
    const leave = () => {
      const events = read().slice(0, BATCH);
      if (!events.length || !token) return;
      if ("keepalive" in Request.prototype) post(events).then((answer) => answer.ok && drop(events)).catch(() => {});
      else navigator.sendBeacon(url + "/v1/events?access_token=" + encodeURIComponent(token),
        new Blob([JSON.stringify({ events })], { type: "application/json" }));
    };

    const send = (event_type, fields) => {
      const event = { ...fields, user_id: user, event_type, event_id: id(), timestamp: Date.now() };
      write([...read(), event]);
      later(waits || every);
      return event.event_id;
    };
    /* Time before the eyes only: it stands still while the page is hidden. */
    const tick = () => {
      if (viewed && viewed.since) viewed.ms += performance.now() - viewed.since;
      if (viewed) viewed.since = document.hidden ? 0 : performance.now();
    };
    const endView = () => {
      tick();
      if (viewed && viewed.ms >= SHOWN_MS)
        send("play", { item_id: viewed.item, value: Math.min(1, viewed.ms / full), context: { dwell_ms: Math.round(viewed.ms) } });
      viewed = null;
    };
    const view = (item_id, fields) => {
      endView();
      viewed = { item: item_id, ms: 0, since: document.hidden ? 0 : performance.now() };
      return send("view", { ...fields, item_id });
    };

    const about = (element) => {
      const { penchantItem: item_id, penchantPosition: position } = element.dataset;
      const slate = element.closest("[data-penchant-slate]");
      return {
        item_id, ...(slate && { slate_id: slate.dataset.penchantSlate }), ...(position && { position: +position }),
      };
    };
    const timers = new Map();
    const seen = (entries, observer) => entries.forEach((entry) => {
      const element = entry.target, half = entry.isIntersecting && entry.intersectionRatio >= 0.5;
      if (half && !timers.has(element)) timers.set(element, setTimeout(() => {
        timers.delete(element);
        observer.unobserve(element);
        if (document.hidden) observer.observe(element); // it is told again when the page is back
        else send("impression", about(element));
      }, SHOWN_MS));
      else if (!half) { clearTimeout(timers.get(element)); timers.delete(element); }
    });
    /* Impressions and clicks of everything below `root` that has `data-penchant-item`, now and later. Gives what ends it. */
    const watch = (root = document) => {
      const watched = new WeakMap(), observer = new IntersectionObserver(safe(seen), { threshold: [0, 0.5] });
      const find = safe(() => root.querySelectorAll("[data-penchant-item]").forEach((element) => {
        const item = element.dataset.penchantItem;
        if (watched.get(element) === item) return;
        watched.set(element, item);
        observer.unobserve(element);
        observer.observe(element);
      }));
      const click = safe((event) => {
        const element = event.target.closest("[data-penchant-item]");
        if (element) { send("click", about(element)); if (!waits) flush(); }
      });
      let soon = 0;
      const changes = new MutationObserver(() => { soon = soon || setTimeout(() => { soon = 0; find(); }, 100); });
      changes.observe(root, { childList: true, subtree: true, attributeFilter: ["data-penchant-item"] });
      root.addEventListener("click", click, true);
      find();
      return safe(() => { observer.disconnect(); changes.disconnect(); root.removeEventListener("click", click, true); });
    };

    safe(() => {
      document.addEventListener("visibilitychange", safe(() => { tick(); if (document.hidden) leave(); }));
      addEventListener("pagehide", safe(() => { endView(); leave(); }));
      addEventListener("online", safe(() => flush()));
      if (read().length) later(0);
    })();
    return {
      send: safe(send), view: safe(view), endView: safe(endView), watch: safe(watch), flush: safe(flush),
      click: safe((item_id, fields) => send("click", { ...fields, item_id })),
      say: safe((text, fields) => send("say", { ...fields, text })),
      waiting: safe(() => read().length),
    };
  };
})();
