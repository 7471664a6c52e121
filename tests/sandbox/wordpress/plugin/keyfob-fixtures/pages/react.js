(() => {
  const { createElement: el, createRoot, useState } = window.wp.element;
  const { TextControl, Button, Notice, Card, CardBody } = window.wp.components;
  const { nonce, saved } = window.keyfobReact;

  function Settings() {
    const [apiKey, setApiKey] = useState(saved.apiKey ?? '');
    const [fromName, setFromName] = useState(saved.fromName ?? 'Blue Door Bakery');
    const [state, setState] = useState('idle');
    const save = async () => {
      setState('saving');
      await fetch(window.ajaxurl, {
        method: 'POST',
        body: new URLSearchParams({ action: 'keyfob_react_save', _ajax_nonce: nonce, apiKey, fromName }),
      });
      setState('saved');
    };
    return el(Card, { style: { maxWidth: 720, marginTop: 16 } }, el(CardBody, null,
      el(TextControl, { label: 'Mailchimp API Key', value: apiKey, onChange: setApiKey, placeholder: 'xxxxxxxx-us1', __nextHasNoMarginBottom: true }),
      el('p', { id: 'keyfob-react-length' }, `${apiKey.length} characters`),
      el(TextControl, { label: 'From name', value: fromName, onChange: setFromName, __nextHasNoMarginBottom: true }),
      el('p', null, el(Button, { variant: 'primary', isBusy: state === 'saving', onClick: save }, 'Save changes')),
      state === 'saved' && el(Notice, { status: 'success', isDismissible: false }, 'Settings saved.')));
  }
  createRoot(document.getElementById('keyfob-react')).render(el(Settings));
})();
