// Starts ReDoc on the document that the page names.
window.addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("docs");
  const fonts = "system-ui, -apple-system, 'Segoe UI', sans-serif";
  Redoc.init(page.dataset.spec, {
    expandResponses: "200,201",
    requiredPropsFirst: true,
    theme: { typography: { fontFamily: fonts, headings: { fontFamily: fonts } } },
  }, page);
});
