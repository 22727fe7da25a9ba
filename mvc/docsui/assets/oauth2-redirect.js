// Hands what the identity provider answered to the Swagger UI that opened this window.
const say = (text) => { document.getElementById("message").textContent = text; };
const handOver = (pending) => {
  const answer = new URLSearchParams(window.location.search || window.location.hash.substring(1));
  const refuse = (message) => pending.errCb({ authId: pending.auth.name, source: "auth", level: "error", message });
  if (answer.get("state") !== pending.state) {
    refuse("The answer does not belong to the question: its state is another. Sign in again.");
  } else if (answer.get("error")) {
    refuse(`The identity provider refused: ${answer.get("error")}. ${answer.get("error_description") || ""}`);
  } else if (answer.get("code")) {
    delete pending.state; // a code is good once
    pending.auth.code = answer.get("code");
    pending.callback({ auth: pending.auth, redirectUrl: pending.redirectUrl });
  } else {
    refuse("The identity provider answered without a code; only the authorization code flow is supported here.");
  }
  window.close();
};
window.addEventListener("DOMContentLoaded", () => {
  const pending = window.opener && window.opener.swaggerUIRedirectOauth2;
  if (pending) {
    handOver(pending);
  } else {
    say("This page is where an identity provider sends people back to; it was opened by nobody.");
  }
});
