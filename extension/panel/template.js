// The one place where text becomes markup: the panel's static templates, which the compiler wrote.

/**
 * Fills a template. It is parsed apart from the page, where nothing of it runs or loads; whatever is no template is
 * refused, so that no text can become markup that is shown.
 * @param {Element} element @param {string} markup
 */
export function fillTemplate(element, markup) {
  if (!(element instanceof HTMLTemplateElement)) throw new TypeError("only a template takes markup");
  const parsed = new DOMParser().parseFromString(`<template>${markup}</template>`, "text/html");
  element.content.replaceChildren(.../** @type {HTMLTemplateElement} */ (parsed.head.firstChild).content.childNodes);
}
