<?php
// A settings screen drawn by WordPress's own React: a controlled input that forgets
// any value that was set without the events React listens to.

add_action(
	'wp_ajax_keyfob_react_save',
	static function () {
		check_ajax_referer( 'keyfob_react' );
		$value = array();
		foreach ( array( 'apiKey', 'fromName' ) as $field ) {
			$value[ $field ] = sanitize_text_field( wp_unslash( $_POST[ $field ] ?? '' ) );
		}
		update_option( 'keyfob_react', $value );
		wp_send_json_success();
	}
);

add_action(
	'admin_enqueue_scripts',
	static function ( $hook ) {
		if ( 'toplevel_page_keyfob-react' !== $hook ) {
			return;
		}
		wp_enqueue_script( 'keyfob-react', plugins_url( 'react.js', __FILE__ ), array( 'wp-element', 'wp-components' ), '1', true );
		wp_enqueue_style( 'wp-components' );
		wp_localize_script(
			'keyfob-react',
			'keyfobReact',
			array(
				'nonce' => wp_create_nonce( 'keyfob_react' ),
				'saved' => (object) get_option( 'keyfob_react', array() ),
			)
		);
	}
);

keyfob_fixture_page(
	'keyfob-react',
	'Sender',
	'dashicons-megaphone',
	static function () {
		echo '<div class="wrap"><h1>Sender for Mailchimp</h1><div id="keyfob-react"></div></div>';
	}
);
