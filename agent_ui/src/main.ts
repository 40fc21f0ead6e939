import { mount } from "svelte";
import "pretendard-gov/dist/web/variable/pretendardvariable-gov-dynamic-subset.css";
import "$lib/ui/tokens.css";
import "$lib/ui/base.css";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) mount(App, { target });
