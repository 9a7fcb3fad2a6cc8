import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/live.css";
import "./style/pages.css";
import "./style/chat.css";
import { App } from "./app";

const root = document.getElementById("app");
if (root) render(<App />, root);
