// Who can sign in where. Nobody here exists.

export const accounts = [
  { place: 'mailchimp', user: 'dana@bluedoorbakery.example', password: 'sour-dough-21', name: 'Dana Whitfield', account: 'Blue Door Bakery', role: 'owner' },
  { place: 'mailchimp', user: 'max@bluedoorbakery.example', password: 'poppy-seed-21', name: 'Max Okafor', account: 'Blue Door Bakery', role: 'manager' },
  { place: 'mailchimp', user: 'ari@bluedoorbakery.example', password: 'rye-crust-21', name: 'Ari Lund', account: 'Blue Door Bakery', role: 'author' },
  { place: 'mailchimp', user: 'robin@studioelm.example', password: 'paper-clip-21', name: 'Robin Vale', account: 'Studio Elm', role: 'owner' },
  { place: 'mailchimp', user: 'kim@harbourchoir.example', password: 'descant-6', name: 'Kim Aldous', account: 'Harbour Choir', role: 'owner', dc: 'us6' },
  { place: 'mashery', user: 'robinvale', password: 'dev-elm-24', name: 'Robin Vale', account: 'Studio Elm (developer account)' },
  { place: 'mashery', user: 'elmjunior', password: 'dev-twig-24', name: 'Jo Birch', account: 'Jo Birch (developer account)', verified: false },
  { place: 'constant-contact', user: 'dana@bluedoorbakery.example', password: 'rolling-pin-3', name: 'Dana Whitfield', account: 'Blue Door Bakery', role: 'owner' },
  { place: 'constant-contact', user: 'max@bluedoorbakery.example', password: 'poppy-seed-3', name: 'Max Okafor', account: 'Blue Door Bakery', role: 'manager' },
  { place: 'constant-contact', user: 'mia@bluedoorbakery.example', password: 'caraway-3', name: 'Mia Sand', account: 'Blue Door Bakery', role: 'campaign-creator' },
  { place: 'constant-contact', user: 'robin@studioelm.example', password: 'paper-clip-3', name: 'Robin Vale', account: 'Studio Elm', role: 'owner' },
  { place: 'dotdigital', user: 'dana@bluedoorbakery.example', password: 'flour-and-salt-8', name: 'Dana Whitfield', account: 'Blue Door Bakery', role: 'owner', region: 'r1', language: 'en' },
  { place: 'dotdigital', user: 'max@bluedoorbakery.example', password: 'poppy-seed-8', name: 'Max Okafor', account: 'Blue Door Bakery', role: 'manager', region: 'r1', language: 'en' },
  { place: 'dotdigital', user: 'ari@bluedoorbakery.example', password: 'rye-crust-8', name: 'Ari Lund', account: 'Blue Door Bakery', role: 'user', region: 'r1', language: 'en' },
  { place: 'dotdigital', user: 'robin@studioelm.example', password: 'paper-clip-8', name: 'Robin Vale', account: 'Studio Elm', role: 'owner', region: 'r2', language: 'en' },
  { place: 'dotdigital', user: 'lena@optik-feldmann.example', password: 'brillen-glas-8', name: 'Lena Feldmann', account: 'Optik Feldmann', role: 'owner', region: 'r1', language: 'de' },
  { place: 'dotdigital', user: 'ines@casaluz.example', password: 'luz-y-sal-8', name: 'Inés Ortega', account: 'Casa Luz', role: 'owner', region: 'r3', language: 'es' },
];

/** The person with that user name and password at that place, or undefined. */
export function signIn(place, user, password) {
  return accounts.find((one) => one.place === place && one.user === user && one.password === password);
}

/** The data centre of a Mailchimp account. */
export const dcOf = (person) => person.dc ?? 'us21';

export const accountsOf = (place) => accounts.filter((one) => one.place === place);
