// The words of the Dotdigital pages, by the language of the account.

const WORDS = {
  en: {
    logIn: 'Log in', email: 'Email address', password: 'Password', wrong: 'The email address or password is not correct.', ended: 'Your session has ended. Please log in again.',
    nav: ['Dashboard', 'Campaigns', 'Programs', 'Contacts', 'Insight', 'Pages and forms'], welcome: 'Welcome back, {name}',
    userMenu: 'User menu', more: 'More options', people: 'People and settings', myAccount: 'My Account', settings: 'Settings', profile: 'My profile', help: 'Help centre', logOut: 'Log out',
    sections: ['Account', 'Billing', 'Data', 'Integrations'], access: 'Access', accessLead: 'Who may come in: people, applications, single sign-on.', manageUsers: 'Manage Users',
    users: 'Users', standard: 'Standard', standardUsers: 'Standard users', apiUsers: 'API users', api: 'API', sso: 'Single sign-on', security: 'Security',
    endpoint: 'API endpoint', endpointLead: 'Use this address for calls to the API from your account’s region.', newUser: 'New user', addUser: 'Add user', none: 'There are no API users yet.',
    colUser: 'Username', colEmail: 'Email', colDescription: 'Description', colStatus: 'Status', colCreated: 'Created', colName: 'Name', edit: 'Edit',
    newTitle: 'New API user', editTitle: 'Edit API user', username: 'Username', usernameHint: 'This is generated for you. Do not change it.', description: 'Description', descriptionHint: 'Say what will use it, so that you know it again.',
    userPassword: 'Password', confirm: 'Confirm password', rule: 'At least 8 characters, one of them a digit or a sign. It may not contain the word “password”.',
    status: 'Status', enabled: 'Enabled', disabled: 'Disabled', save: 'Save', cancel: 'Cancel', remove: 'Delete', created: 'The API user was saved.',
    errors: { username: 'Do not change the generated username.', taken: 'This username is in use already.', description: 'Enter a description.', rule: 'The password does not meet the rule.', confirm: 'The passwords are not the same.' },
    notAllowed: 'You do not have permission to manage API users of {account}. Ask the account owner, or a user with “Can manage account”.',
    manage: 'Can manage account',
  },
  de: {
    logIn: 'Anmelden', email: 'E-Mail-Adresse', password: 'Passwort', wrong: 'E-Mail-Adresse oder Passwort stimmt nicht.', ended: 'Ihre Sitzung ist beendet. Bitte melden Sie sich neu an.',
    nav: ['Dashboard', 'Kampagnen', 'Programme', 'Kontakte', 'Auswertung', 'Seiten und Formulare'], welcome: 'Willkommen zurück, {name}',
    userMenu: 'Benutzermenü', more: 'Weitere Optionen', people: 'Personen und Einstellungen', myAccount: 'Mein Konto', settings: 'Einstellungen', profile: 'Mein Profil', help: 'Hilfe', logOut: 'Abmelden',
    sections: ['Konto', 'Abrechnung', 'Daten', 'Integrationen'], access: 'Zugriff', accessLead: 'Wer hereindarf: Personen, Anwendungen, Single Sign-on.', manageUsers: 'Benutzer verwalten',
    users: 'Benutzer', standard: 'Standard', standardUsers: 'Standardbenutzer', apiUsers: 'API-Benutzer', api: 'API', sso: 'Single Sign-on', security: 'Sicherheit',
    endpoint: 'API-Endpunkt', endpointLead: 'Verwenden Sie diese Adresse für API-Aufrufe aus der Region Ihres Kontos.', newUser: 'Neuer Benutzer', addUser: 'Benutzer hinzufügen', none: 'Es gibt noch keine API-Benutzer.',
    colUser: 'Benutzername', colEmail: 'E-Mail', colDescription: 'Beschreibung', colStatus: 'Status', colCreated: 'Erstellt', colName: 'Name', edit: 'Bearbeiten',
    newTitle: 'Neuer API-Benutzer', editTitle: 'API-Benutzer bearbeiten', username: 'Benutzername', usernameHint: 'Er wird für Sie erzeugt. Ändern Sie ihn nicht.', description: 'Beschreibung', descriptionHint: 'Wer wird ihn benutzen?',
    userPassword: 'Passwort', confirm: 'Passwort bestätigen', rule: 'Mindestens 8 Zeichen, darunter eine Ziffer oder ein Sonderzeichen. Das Wort „password“ darf nicht vorkommen.',
    status: 'Status', enabled: 'Aktiviert', disabled: 'Deaktiviert', save: 'Speichern', cancel: 'Abbrechen', remove: 'Löschen', created: 'Der API-Benutzer wurde gespeichert.',
    errors: { username: 'Ändern Sie den erzeugten Benutzernamen nicht.', taken: 'Dieser Benutzername wird schon verwendet.', description: 'Geben Sie eine Beschreibung ein.', rule: 'Das Passwort erfüllt die Regel nicht.', confirm: 'Die Passwörter sind nicht gleich.' },
    notAllowed: 'Sie dürfen die API-Benutzer von {account} nicht verwalten. Fragen Sie den Kontoinhaber oder einen Benutzer mit „Darf Konto verwalten“.',
    manage: 'Darf Konto verwalten',
  },
  es: {
    logIn: 'Iniciar sesión', email: 'Correo electrónico', password: 'Contraseña', wrong: 'El correo o la contraseña no es correcto.', ended: 'Su sesión ha terminado. Inicie sesión de nuevo.',
    nav: ['Panel', 'Campañas', 'Programas', 'Contactos', 'Análisis', 'Páginas y formularios'], welcome: 'Hola de nuevo, {name}',
    userMenu: 'Menú de usuario', more: 'Más opciones', people: 'Personas y configuración', myAccount: 'Mi cuenta', settings: 'Configuración', profile: 'Mi perfil', help: 'Ayuda', logOut: 'Cerrar sesión',
    sections: ['Cuenta', 'Facturación', 'Datos', 'Integraciones'], access: 'Acceso', accessLead: 'Quién puede entrar: personas, aplicaciones, inicio único.', manageUsers: 'Gestionar usuarios',
    users: 'Usuarios', standard: 'Estándar', standardUsers: 'Usuarios estándar', apiUsers: 'Usuarios de API', api: 'API', sso: 'Inicio de sesión único', security: 'Seguridad',
    endpoint: 'Punto de acceso de API', endpointLead: 'Use esta dirección para llamar a la API desde la región de su cuenta.', newUser: 'Nuevo usuario', addUser: 'Añadir usuario', none: 'Todavía no hay usuarios de API.',
    colUser: 'Nombre de usuario', colEmail: 'Correo', colDescription: 'Descripción', colStatus: 'Estado', colCreated: 'Creado', colName: 'Nombre', edit: 'Editar',
    newTitle: 'Nuevo usuario de API', editTitle: 'Editar usuario de API', username: 'Nombre de usuario', usernameHint: 'Se genera para usted. No lo cambie.', description: 'Descripción', descriptionHint: 'Indique quién lo usará.',
    userPassword: 'Contraseña', confirm: 'Confirmar contraseña', rule: 'Al menos 8 caracteres, con una cifra o un signo. No puede contener la palabra «password».',
    status: 'Estado', enabled: 'Activado', disabled: 'Desactivado', save: 'Guardar', cancel: 'Cancelar', remove: 'Eliminar', created: 'Se ha guardado el usuario de API.',
    errors: { username: 'No cambie el nombre de usuario generado.', taken: 'Este nombre de usuario ya está en uso.', description: 'Escriba una descripción.', rule: 'La contraseña no cumple la regla.', confirm: 'Las contraseñas no son iguales.' },
    notAllowed: 'No tiene permiso para gestionar los usuarios de API de {account}. Pida ayuda al propietario de la cuenta o a un usuario con «Puede gestionar la cuenta».',
    manage: 'Puede gestionar la cuenta',
  },
};

/** The words for a person's account, or for the language that a test has set. */
export const words = (setting, person) => WORDS[setting === 'account' ? person?.language ?? 'en' : setting];
