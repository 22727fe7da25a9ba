// Starts Swagger UI on the document that the page names.
window.addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("docs");
  const ui = SwaggerUIBundle({
    domNode: page,
    url: page.dataset.spec,
    deepLinking: true,
    displayRequestDuration: true,
    persistAuthorization: true, // signing in outlives a reload
    oauth2RedirectUrl: new URL(page.dataset.redirect, window.location.href).href,
    presets: [SwaggerUIBundle.presets.apis],
    validatorUrl: null, // the badge would send the document's address to a server of others
  });
  ui.initOAuth({
    clientId: page.dataset.client,
    scopes: page.dataset.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
});
