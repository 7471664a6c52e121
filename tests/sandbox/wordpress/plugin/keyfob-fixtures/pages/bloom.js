(() => {
  const root = document.getElementById('et_dashboard_wrapper');
  const place = root.querySelector('.account_settings_fields');
  const message = root.querySelector('.et_dashboard_message');
  const call = (fields) => fetch(window.ajaxurl, {
    method: 'POST',
    body: new URLSearchParams({ _ajax_nonce: root.dataset.nonce, ...fields }),
  });
  root.querySelector('#bloom_provider').addEventListener('change', async (event) => {
    message.textContent = '';
    place.innerHTML = '<span class="spinner is-active" style="float:none"></span>';
    const answer = await call({ action: 'bloom_generate_new_account_fields', service: event.target.value });
    place.innerHTML = await answer.text();
  });
  place.addEventListener('click', async (event) => {
    const button = event.target.closest('.authorize_service');
    if (!button) return;
    const { service } = button.dataset;
    const sent = { action: 'bloom_authorize_account', service, name: place.querySelector(`#name_${service}`).value };
    for (const input of place.querySelectorAll(`.provider_field_${service}`)) {
      sent[`fields[${input.id.slice(0, -service.length - 1)}]`] = input.value;
    }
    button.disabled = true;
    place.querySelector('.spinner').classList.add('is-active');
    const answer = await (await call(sent)).json();
    button.disabled = false;
    place.querySelector('.spinner').classList.remove('is-active');
    message.className = `et_dashboard_message notice inline notice-${answer.success ? 'success' : 'error'}`;
    message.innerHTML = '<p></p>';
    message.firstChild.textContent = answer.data;
  });
})();
