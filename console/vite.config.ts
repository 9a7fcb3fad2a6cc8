import { defineConfig } from "vite";

/** Where `penchant serve` is while one works on the console: `npm run dev` passes calls on to it. */
const SERVER = "http://127.0.0.1:8000";

export default defineConfig({
  base: "/console/",
  build: {
    outDir: "../src/penchant/server/console",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v1": SERVER } },
});
