// Who can sign in where. Nobody here exists.

export const accounts = [
  { place: 'mailchimp', user: 'dana@bluedoorbakery.example', password: 'sour-dough-21', name: 'Dana Whitfield', account: 'Blue Door Bakery', role: 'owner' },
  { place: 'mailchimp', user: 'max@bluedoorbakery.example', password: 'poppy-seed-21', name: 'Max Okafor', account: 'Blue Door Bakery', role: 'manager' },
  { place: 'mailchimp', user: 'ari@bluedoorbakery.example', password: 'rye-crust-21', name: 'Ari Lund', account: 'Blue Door Bakery', role: 'author' },
  { place: 'mailchimp', user: 'robin@studioelm.example', password: 'paper-clip-21', name: 'Robin Vale', account: 'Studio Elm', role: 'owner' },
  { place: 'mashery', user: 'robinvale', password: 'dev-elm-24', name: 'Robin Vale', account: 'Studio Elm (developer account)' },
  { place: 'constant-contact', user: 'dana@bluedoorbakery.example', password: 'rolling-pin-3', name: 'Dana Whitfield', account: 'Blue Door Bakery' },
  { place: 'constant-contact', user: 'robin@studioelm.example', password: 'paper-clip-3', name: 'Robin Vale', account: 'Studio Elm' },
];

/** The person with that user name and password at that place, or undefined. */
export function signIn(place, user, password) {
  return accounts.find((one) => one.place === place && one.user === user && one.password === password);
}

export const accountsOf = (place) => accounts.filter((one) => one.place === place);
