// The words of the Mailchimp pages, by language.

const WORDS = {
  en: {
    logIn: 'Log in', username: 'Username or email', password: 'Password', wrong: 'Sorry, that username or password is not right.',
    profileMenu: 'Profile menu', profile: 'Profile', account: 'Account', logOut: 'Log out',
    nav: ['Create', 'Campaigns', 'Automations', 'Audience', 'Analytics', 'Website', 'Content', 'Integrations'],
    search: 'Search', help: 'Help', hello: 'Good morning, {name}', upgrade: 'Upgrade',
    overview: 'Overview', settings: 'Settings', billing: 'Billing', extras: 'Extras', users: 'Users',
    settingsItems: ['Details', 'Domains', 'Security', 'Verification'], billingItems: ['Monthly plans and credits', 'Billing history'],
    apiKeys: 'API keys', extrasOther: ['Registered apps', 'Contact cleanup', 'Data exports', 'Rewards'],
    yourKeys: 'Your API Keys', about: 'API keys give full access to your Mailchimp account. Give each application its own key, so that you can switch one off without the others.',
    create: 'Create A Key', colName: 'Name', colUser: 'User', colKey: 'API key', colCreated: 'Created', colStatus: 'Status',
    dialogTitle: 'Create A Key', nameLabel: 'Name your key', nameHint: 'Say which application will use it.', namePlaceholder: 'e.g. Website sign-up form', generate: 'Generate Key', cancel: 'Cancel',
    generating: 'Generating your key…', made: 'Your key has been generated', once: 'Copy this key now. For your security, we will not show it to you again.',
    copy: 'Copy Key to Clipboard', copied: 'Copied', done: 'Done',
    revoke: 'Revoke', revoked: 'Revoked', revokeTitle: 'Revoke this key?', revokeText: 'Applications that use {name} will stop working. This cannot be undone.', typeRevoke: 'Type REVOKE to confirm',
    disable: 'Disable', disabled: 'Disabled', enabled: 'Enabled', label: 'Label', none: 'You have no API keys yet.',
    notAllowed: 'You need a Manager, Admin or Owner role to create API keys. Ask an administrator of {account}.',
    developing: 'Developing an app?', register: 'Register and Manage Your Apps', newKey: 'New API key generated. Give it a label, so that you know which application uses it.',
  },
  de: {
    logIn: 'Anmelden', username: 'Benutzername oder E-Mail', password: 'Passwort', wrong: 'Benutzername oder Passwort stimmt nicht.',
    profileMenu: 'Profilmenü', profile: 'Profil', account: 'Konto', logOut: 'Abmelden',
    nav: ['Erstellen', 'Kampagnen', 'Automatisierungen', 'Zielgruppe', 'Analysen', 'Website', 'Inhalte', 'Integrationen'],
    search: 'Suchen', help: 'Hilfe', hello: 'Guten Morgen, {name}', upgrade: 'Upgrade',
    overview: 'Übersicht', settings: 'Einstellungen', billing: 'Abrechnung', extras: 'Extras', users: 'Benutzer',
    settingsItems: ['Details', 'Domains', 'Sicherheit', 'Verifizierung'], billingItems: ['Monatspläne und Guthaben', 'Rechnungsverlauf'],
    apiKeys: 'API-Schlüssel', extrasOther: ['Registrierte Apps', 'Kontakte bereinigen', 'Datenexporte', 'Prämien'],
    yourKeys: 'Deine API-Schlüssel', about: 'API-Schlüssel geben vollen Zugriff auf dein Mailchimp-Konto. Gib jeder Anwendung einen eigenen Schlüssel.',
    create: 'Schlüssel erstellen', colName: 'Name', colUser: 'Benutzer', colKey: 'API-Schlüssel', colCreated: 'Erstellt', colStatus: 'Status',
    dialogTitle: 'Schlüssel erstellen', nameLabel: 'Name des Schlüssels', nameHint: 'Welche Anwendung benutzt ihn?', namePlaceholder: 'z. B. Anmeldeformular der Website', generate: 'Schlüssel generieren', cancel: 'Abbrechen',
    generating: 'Der Schlüssel wird generiert …', made: 'Dein Schlüssel wurde generiert', once: 'Kopiere den Schlüssel jetzt. Aus Sicherheitsgründen zeigen wir ihn nicht noch einmal an.',
    copy: 'Schlüssel in die Zwischenablage kopieren', copied: 'Kopiert', done: 'Fertig',
    revoke: 'Widerrufen', revoked: 'Widerrufen', revokeTitle: 'Schlüssel widerrufen?', revokeText: 'Anwendungen, die {name} benutzen, funktionieren dann nicht mehr. Das lässt sich nicht rückgängig machen.', typeRevoke: 'Zum Bestätigen REVOKE eingeben',
    disable: 'Deaktivieren', disabled: 'Deaktiviert', enabled: 'Aktiv', label: 'Bezeichnung', none: 'Du hast noch keine API-Schlüssel.',
    notAllowed: 'Um API-Schlüssel zu erstellen, brauchst du die Rolle Manager, Admin oder Inhaber. Frage einen Administrator von {account}.',
    developing: 'Entwickelst du eine App?', register: 'Apps registrieren und verwalten', newKey: 'Neuer API-Schlüssel erstellt. Gib ihm eine Bezeichnung.',
  },
  es: {
    logIn: 'Iniciar sesión', username: 'Usuario o correo electrónico', password: 'Contraseña', wrong: 'El usuario o la contraseña no es correcto.',
    profileMenu: 'Menú de perfil', profile: 'Perfil', account: 'Cuenta', logOut: 'Cerrar sesión',
    nav: ['Crear', 'Campañas', 'Automatizaciones', 'Público', 'Análisis', 'Sitio web', 'Contenido', 'Integraciones'],
    search: 'Buscar', help: 'Ayuda', hello: 'Buenos días, {name}', upgrade: 'Mejorar plan',
    overview: 'Resumen', settings: 'Configuración', billing: 'Facturación', extras: 'Extras', users: 'Usuarios',
    settingsItems: ['Detalles', 'Dominios', 'Seguridad', 'Verificación'], billingItems: ['Planes mensuales y créditos', 'Historial de facturación'],
    apiKeys: 'Claves API', extrasOther: ['Aplicaciones registradas', 'Limpieza de contactos', 'Exportación de datos', 'Recompensas'],
    yourKeys: 'Tus claves API', about: 'Las claves API dan acceso completo a tu cuenta de Mailchimp. Da a cada aplicación su propia clave.',
    create: 'Crear una clave', colName: 'Nombre', colUser: 'Usuario', colKey: 'Clave API', colCreated: 'Creada', colStatus: 'Estado',
    dialogTitle: 'Crear una clave', nameLabel: 'Nombre de la clave', nameHint: 'Indica qué aplicación la usará.', namePlaceholder: 'p. ej. Formulario del sitio web', generate: 'Generar clave', cancel: 'Cancelar',
    generating: 'Generando tu clave…', made: 'Se ha generado tu clave', once: 'Copia esta clave ahora. Por seguridad, no volveremos a mostrarla.',
    copy: 'Copiar clave al portapapeles', copied: 'Copiada', done: 'Listo',
    revoke: 'Revocar', revoked: 'Revocada', revokeTitle: '¿Revocar esta clave?', revokeText: 'Las aplicaciones que usan {name} dejarán de funcionar. No se puede deshacer.', typeRevoke: 'Escribe REVOKE para confirmar',
    disable: 'Desactivar', disabled: 'Desactivada', enabled: 'Activa', label: 'Etiqueta', none: 'Todavía no tienes claves API.',
    notAllowed: 'Para crear claves API necesitas el rol de gestor, administrador o propietario. Pregunta a un administrador de {account}.',
    developing: '¿Desarrollas una aplicación?', register: 'Registrar y gestionar tus aplicaciones', newKey: 'Nueva clave API generada. Ponle una etiqueta.',
  },
  fr: {
    logIn: 'Se connecter', username: 'Nom d’utilisateur ou e-mail', password: 'Mot de passe', wrong: 'Le nom d’utilisateur ou le mot de passe est incorrect.',
    profileMenu: 'Menu du profil', profile: 'Profil', account: 'Compte', logOut: 'Se déconnecter',
    nav: ['Créer', 'Campagnes', 'Automatisations', 'Audience', 'Analyses', 'Site web', 'Contenu', 'Intégrations'],
    search: 'Rechercher', help: 'Aide', hello: 'Bonjour, {name}', upgrade: 'Changer d’offre',
    overview: 'Aperçu', settings: 'Paramètres', billing: 'Facturation', extras: 'Extras', users: 'Utilisateurs',
    settingsItems: ['Détails', 'Domaines', 'Sécurité', 'Vérification'], billingItems: ['Forfaits mensuels et crédits', 'Historique de facturation'],
    apiKeys: 'Clés API', extrasOther: ['Applications enregistrées', 'Nettoyage des contacts', 'Exports de données', 'Récompenses'],
    yourKeys: 'Vos clés API', about: 'Les clés API donnent un accès complet à votre compte Mailchimp. Donnez à chaque application sa propre clé.',
    create: 'Créer une clé', colName: 'Nom', colUser: 'Utilisateur', colKey: 'Clé API', colCreated: 'Créée', colStatus: 'État',
    dialogTitle: 'Créer une clé', nameLabel: 'Nom de la clé', nameHint: 'Indiquez quelle application l’utilisera.', namePlaceholder: 'p. ex. Formulaire du site', generate: 'Générer la clé', cancel: 'Annuler',
    generating: 'Génération de la clé…', made: 'Votre clé a été générée', once: 'Copiez cette clé maintenant. Par sécurité, nous ne l’afficherons plus.',
    copy: 'Copier la clé dans le presse-papiers', copied: 'Copiée', done: 'Terminé',
    revoke: 'Révoquer', revoked: 'Révoquée', revokeTitle: 'Révoquer cette clé ?', revokeText: 'Les applications qui utilisent {name} cesseront de fonctionner. C’est définitif.', typeRevoke: 'Saisissez REVOKE pour confirmer',
    disable: 'Désactiver', disabled: 'Désactivée', enabled: 'Active', label: 'Libellé', none: 'Vous n’avez pas encore de clé API.',
    notAllowed: 'Pour créer des clés API, il faut le rôle de gestionnaire, d’administrateur ou de propriétaire. Demandez à un administrateur de {account}.',
    developing: 'Vous développez une application ?', register: 'Enregistrer et gérer vos applications', newKey: 'Nouvelle clé API générée. Donnez-lui un libellé.',
  },
};

/** What the unknown layout says instead: no word or path of it is in any description. */
export const UNKNOWN = {
  ...WORDS.en,
  profileMenu: 'You', profile: 'My space', account: 'My space', extras: 'More', apiKeys: 'Connection codes',
  yourKeys: 'Connection codes', create: 'Add connection', dialogTitle: 'Add connection', nameLabel: 'What is it for?',
  generate: 'Continue', copy: 'Copy', done: 'Close', made: 'Your connection code', once: 'Keep it somewhere safe.',
  generating: 'One moment…', colKey: 'Code', about: 'Connect other software with your marketing account.', revoke: 'Remove',
  none: 'Nothing here yet.', notAllowed: 'Ask an administrator of {account}.', newKey: 'Added.', developing: 'Building something?', register: 'Partner programme',
  revokeTitle: 'Remove it?',
};

/** The words for a configuration. */
export function words({ language, layout }) {
  return layout === 'unknown' ? UNKNOWN : WORDS[language];
}

/** Puts names into a sentence's places. */
export const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
