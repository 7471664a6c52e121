<?php
// Configuration of the sandbox WordPress; one file for every state folder,
// which comes in through the environment.
$keyfob_state = getenv( 'KEYFOB_WP_STATE' );
if ( ! $keyfob_state ) {
	exit( 'KEYFOB_WP_STATE is not set' );
}
define( 'DB_DIR', $keyfob_state );
define( 'DB_FILE', 'wordpress.sqlite' );
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

// The https front (server.mjs) says so; links must then be https too.
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}
$keyfob_host   = $_SERVER['HTTP_HOST'] ?? '127.0.0.1';
$keyfob_scheme = empty( $_SERVER['HTTPS'] ) ? 'http' : 'https';
define( 'WP_HOME', $keyfob_scheme . '://' . $keyfob_host );
define( 'WP_SITEURL', WP_HOME );

// Fixed, so that a login survives a restart and a reset.
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $keyfob_part ) {
	define( $keyfob_part . '_KEY', hash( 'sha256', 'sandbox key ' . $keyfob_part ) );
	define( $keyfob_part . '_SALT', hash( 'sha256', 'sandbox salt ' . $keyfob_part ) );
}

// Nothing leaves the machine, nothing changes by itself.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISALLOW_FILE_MODS', true );
define( 'WP_DEBUG', false );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
