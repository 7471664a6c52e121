<?php
/**
 * Plugin Name: Settings page fixtures
 * Description: Settings pages with the field names, ids and saving habits of well-known plugins. For tests on loopback only.
 * Version: 1.0.0
 * Requires PHP: 8.0
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

foreach ( array( 'mc4wp', 'bloom', 'pmpro', 'react', 'cf7', 'table-headers', 'dotdigital', 'frame', 'letters', 'nothing', 'any-settings', 'any-script' ) as $keyfob_page ) {
	require_once __DIR__ . '/pages/' . $keyfob_page . '.php';
}

/**
 * Adds one settings page to the menu.
 *
 * @param string   $slug   Value of ?page=.
 * @param string   $title  Menu title.
 * @param string   $icon   Dashicon.
 * @param callable $render Prints the page.
 */
function keyfob_fixture_page( $slug, $title, $icon, $render ) {
	add_action(
		'admin_menu',
		static function () use ( $slug, $title, $icon, $render ) {
			add_menu_page( $title, $title, 'manage_options', $slug, $render, $icon, 80 );
		}
	);
}

/** One stored array option, with defaults. */
function keyfob_fixture_option( $name, $defaults ) {
	return array_merge( $defaults, (array) get_option( $name, array() ) );
}

// The driver's note in the admin bar is not part of a usual WordPress.
add_action(
	'admin_bar_menu',
	static function ( $bar ) {
		$bar->remove_node( 'sqlite-db-integration' );
	},
	PHP_INT_MAX
);
