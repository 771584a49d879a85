/** Gives the chart library a language that it can take: to be loaded before it. */
import { languageFrom } from "./language";

// uPlot formats numbers in `navigator.language` from the moment it is loaded.
Object.defineProperty(navigator, "language", { value: languageFrom(navigator.language), configurable: true });
