// The administration that stands around a settings page: bar, menu, footer, in the language of the site.

/** Dashboard, Posts, Media, Pages, Comments, Appearance, Plugins, Users, Tools, Settings; greeting; footer. */
const WORDS = {
  en: ['Dashboard', 'Posts', 'Media', 'Pages', 'Comments', 'Appearance', 'Plugins', 'Users', 'Tools', 'Settings', 'Howdy, ', 'Thank you for creating with WordPress.', 'Log Out', 'Edit Profile', 'Help', 'Screen Options'],
  de: ['Dashboard', 'Beiträge', 'Medien', 'Seiten', 'Kommentare', 'Design', 'Plugins', 'Benutzer', 'Werkzeuge', 'Einstellungen', 'Willkommen, ', 'Danke für dein Vertrauen in WordPress.', 'Abmelden', 'Profil bearbeiten', 'Hilfe', 'Ansicht anpassen'],
  fr: ['Tableau de bord', 'Articles', 'Médias', 'Pages', 'Commentaires', 'Apparence', 'Extensions', 'Comptes', 'Outils', 'Réglages', 'Bonjour, ', 'Merci de faire de WordPress votre outil de création de contenu.', 'Se déconnecter', 'Modifier le profil', 'Aide', 'Options de l’écran'],
  es: ['Escritorio', 'Entradas', 'Medios', 'Páginas', 'Comentarios', 'Apariencia', 'Plugins', 'Usuarios', 'Herramientas', 'Ajustes', 'Hola, ', 'Gracias por crear con WordPress.', 'Salir', 'Editar perfil', 'Ayuda', 'Opciones de pantalla'],
  it: ['Bacheca', 'Articoli', 'Media', 'Pagine', 'Commenti', 'Aspetto', 'Plugin', 'Utenti', 'Strumenti', 'Impostazioni', 'Ciao, ', 'Grazie per aver creato con WordPress.', 'Esci', 'Modifica il profilo', 'Aiuto', 'Impostazioni schermata'],
  nl: ['Dashboard', 'Berichten', 'Media', 'Pagina’s', 'Reacties', 'Weergave', 'Plugins', 'Gebruikers', 'Gereedschap', 'Instellingen', 'Hallo ', 'Bedankt voor het maken met WordPress.', 'Uitloggen', 'Profiel bewerken', 'Hulp', 'Scherminstellingen'],
  pt: ['Painel', 'Posts', 'Mídia', 'Páginas', 'Comentários', 'Aparência', 'Plugins', 'Usuários', 'Ferramentas', 'Configurações', 'Olá, ', 'Obrigado por criar com WordPress.', 'Sair', 'Editar perfil', 'Ajuda', 'Opções de tela'],
  pl: ['Kokpit', 'Wpisy', 'Media', 'Strony', 'Komentarze', 'Wygląd', 'Wtyczki', 'Użytkownicy', 'Narzędzia', 'Ustawienia', 'Witaj, ', 'Dziękujemy za tworzenie za pomocą WordPressa.', 'Wyloguj się', 'Edytuj profil', 'Pomoc', 'Opcje ekranu'],
  ja: ['ダッシュボード', '投稿', 'メディア', '固定ページ', 'コメント', '外観', 'プラグイン', 'ユーザー', 'ツール', '設定', 'こんにちは、', 'WordPress のご利用ありがとうございます。', 'ログアウト', 'プロフィールを編集', 'ヘルプ', '表示オプション'],
};

/** What matters of the administration's styles: where things stand, and what is hidden. */
const STYLE = `
body { margin: 0; font: 13px/1.4 sans-serif; background: #f0f0f1; }
#adminmenumain { position: absolute; top: 32px; left: 0; width: 160px; background: #1d2327; }
#adminmenu { list-style: none; margin: 0; padding: 8px 0; } #adminmenu a { display: block; padding: 5px 10px; color: #f0f0f1; text-decoration: none; }
#wpadminbar { position: fixed; top: 0; left: 0; right: 0; height: 32px; background: #1d2327; color: #f0f0f1; z-index: 99999; }
#wpadminbar ul { list-style: none; margin: 0; padding: 0; display: flex; gap: 16px; line-height: 32px; } #wpadminbar a { color: inherit; }
#wpcontent { margin-left: 160px; padding: 32px 20px 65px; } .wrap { margin: 10px 20px 0 2px; }
.screen-reader-text { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip: rect(1px, 1px, 1px, 1px); clip-path: inset(50%); }
.hidden, .hide-if-js, .no-js .hide-if-no-js { display: none; }
.form-table { border-collapse: collapse; width: 100%; } .form-table th { width: 200px; padding: 20px 10px 20px 0; text-align: left; vertical-align: top; }
.form-table td { padding: 15px 10px; } input[type=text], input[type=password], input[type=email], input[type=url], input:not([type]) { min-height: 30px; padding: 0 8px; }
.regular-text { width: 25em; } .large-text { width: 99%; } .small-text { width: 50px; } .widefat { width: 100%; }
.nav-tab-wrapper { border-bottom: 1px solid #c3c4c7; } .nav-tab { display: inline-block; padding: 5px 10px; border: 1px solid #c3c4c7; }
.notice { background: #fff; border-left: 4px solid #72aee6; padding: 1px 12px; margin: 5px 0 15px; } .notice-success { border-color: #00a32a; } .notice-error { border-color: #d63638; }
.postbox, .card { background: #fff; border: 1px solid #c3c4c7; padding: 0 12px 12px; margin-bottom: 20px; } .description { color: #646970; }
#wpfooter { position: relative; margin-left: 160px; padding: 10px 20px; }`;

const PAGES = ['index.php', 'edit.php', 'upload.php', 'edit.php?post_type=page', 'edit-comments.php', 'themes.php', 'plugins.php', 'users.php', 'tools.php', 'options-general.php'];

const safe = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * The whole document around the content of a page. `told` has `title`, `language` (a locale such as `de-DE`), `screen`
 * (the id that WordPress gives the screen, a body class) and `plugin` (the folder its styles and scripts come from).
 * @param {string} inside @param {Record<string, string>} told
 */
export function adminFrame(inside, told) {
  const language = told.language ?? 'en-US';
  const words = WORDS[/** @type {keyof typeof WORDS} */ (language.slice(0, 2))] ?? WORDS.en;
  const title = told.title ?? words[9];
  const assets = (told.plugin ?? '').split(',').map((slug) => slug.trim()).filter(Boolean);
  const menu = PAGES.map((page, i) => `<li class="wp-has-submenu menu-top"><a href="/wp-admin/${safe(page)}"><div class="wp-menu-name">${words[i]}</div></a></li>`).join('');
  return `<!doctype html>
<html class="wp-toolbar" lang="${language}">
<head>
<meta charset="utf-8"><title>${safe(title)} &lsaquo; Blue Door Bakery &#8212; WordPress</title>
<style>${STYLE}</style>
${assets.map((slug) => `<link rel="stylesheet" href="/wp-content/plugins/${slug}/assets/css/admin.css?ver=2.4"><script src="/wp-content/plugins/${slug}/assets/js/admin.js?ver=2.4"></script>`).join('\n')}
</head>
<body class="wp-admin wp-core-ui js ${told.screen ?? 'settings_page_options'} auto-fold admin-bar branch-6-8 version-6-8-2 admin-color-fresh locale-${language.toLowerCase()}">
<div id="wpwrap">
<div id="adminmenumain" role="navigation"><a href="#wpbody-content" class="screen-reader-shortcut screen-reader-text">Skip to main content</a><ul id="adminmenu">${menu}</ul></div>
<div id="wpcontent">
<div id="wpadminbar" class="nojq"><div class="quicklinks"><ul><li><a href="/">Blue Door Bakery</a></li><li><a href="/wp-admin/edit-comments.php">0</a></li><li><a href="/wp-admin/profile.php">${words[10]}dana</a></li><li hidden><a href="/wp-admin/profile.php">${words[13]}</a> <a href="/wp-login.php?action=logout">${words[12]}</a></li></ul></div></div>
<div id="wpbody" role="main"><div id="wpbody-content">
<div id="screen-meta" class="metabox-prefs hidden"><form id="adv-settings" method="post"><fieldset class="metabox-prefs"><legend>${words[15]}</legend><input type="hidden" id="screenoptionnonce" name="screenoptionnonce" value="f00d5ca1e5"><label><input class="hide-postbox-tog" name="dashboard_site_health-hide" type="checkbox" value="x" checked>${words[14]}</label></fieldset></form></div>
${inside}
<div class="clear"></div></div></div></div>
<div id="wpfooter" role="contentinfo"><p id="footer-left" class="alignleft">${words[11]}</p><p id="footer-upgrade" class="alignright">6.8.2</p></div>
</div>
</body>
</html>`;
}
