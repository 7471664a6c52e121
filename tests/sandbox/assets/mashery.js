// API tester: the choice of application fills the key in; the grey button opens the window.
(() => {
  const app = document.getElementById('appName');
  const key = document.getElementById('apiKey');
  app.addEventListener('change', () => { key.value = app.value; });
  document.getElementById('get-token').addEventListener('click', () => {
    const query = new URLSearchParams({
      response_type: 'token', client_id: key.value.trim(), redirect_uri: `${window.location.origin}/io-docs`, oauthSignup: 'true',
    });
    window.open(`https://oauth2.constantcontact.com/oauth2/oauth/siteowner/authorize?${query}`, 'ctct-oauth', 'width=720,height=680');
  });
})();
