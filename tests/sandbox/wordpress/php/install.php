<?php
// Installs WordPress into the state folder's database and switches the plugin on.
// Usage: php install.php SITE_FOLDER USER PASSWORD
define( 'WP_INSTALLING', true );
[ , $site, $user, $password ] = $argv;
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $site . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

/** No mail from a sandbox. */
function wp_new_blog_notification() {}

wp_install( 'Blue Door Bakery', $user, 'dana@bluedoorbakery.example', false, '', $password );
$person = get_user_by( 'login', $user );
wp_update_user(
	array(
		'ID'           => $person->ID,
		'display_name' => 'Dana Whitfield',
		'first_name'   => 'Dana',
		'last_name'    => 'Whitfield',
	)
);
// A far date, else a page asks to confirm the address before the dashboard.
update_option( 'admin_email_lifespan', 4102444800 );
// No pictures from other hosts.
update_option( 'show_avatars', 0 );
update_option( 'blogdescription', 'Sourdough, buns and a newsletter' );
update_user_meta( $person->ID, 'show_welcome_panel', 0 );
wp_update_post(
	array(
		'ID'           => 1,
		'post_title'   => 'Cardamom knots are back',
		'post_content' => '<!-- wp:paragraph --><p>From this Friday, eight in the morning, until they are gone. Sign up for our letter and we will keep one for you.</p><!-- /wp:paragraph -->',
	)
);
wp_delete_comment( 1, true );

activate_plugin( 'sqlite-database-integration/load.php', '', false, true );
$result = activate_plugin( 'keyfob-fixtures/keyfob-fixtures.php' );
if ( is_wp_error( $result ) ) {
	fwrite( STDERR, $result->get_error_message() . "\n" );
	exit( 1 );
}
require ABSPATH . WPINC . '/version.php';
echo $wp_version;
