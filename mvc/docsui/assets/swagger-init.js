// Starts Swagger UI on the document that the page names.
window.addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("docs");
  SwaggerUIBundle({
    domNode: page,
    url: page.dataset.spec,
    deepLinking: true,
    displayRequestDuration: true,
    presets: [SwaggerUIBundle.presets.apis],
    validatorUrl: null, // the badge would send the document's address to a server of others
  });
});
