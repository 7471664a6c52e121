<?php
// Like a contact form plugin's integration pages: generic field names, a label that points
// nowhere, and after saving the whole secret in a hidden input of the same id beside a mask.

const KEYFOB_CF7_SERVICES = array(
	'sendinblue'       => array( 'Brevo', array( 'api_key' => array( 'API key', 'publishable' ) ) ),
	'constant_contact' => array(
		'Constant Contact',
		array(
			'client_id'     => array( 'API Key', 'client_id' ),
			'client_secret' => array( 'App Secret', 'client_secret' ),
		),
	),
	'recaptcha'        => array(
		'reCAPTCHA',
		array(
			'sitekey' => array( 'Site Key', 'sitekey' ),
			'secret'  => array( 'Secret Key', 'secret' ),
		),
	),
);

add_action(
	'load-toplevel_page_wpcf7-integration',
	static function () {
		$service = sanitize_key( $_GET['service'] ?? '' );
		if ( 'POST' !== $_SERVER['REQUEST_METHOD'] || ! isset( KEYFOB_CF7_SERVICES[ $service ] ) ) {
			return;
		}
		check_admin_referer( "wpcf7-$service" );
		$options = (array) get_option( 'wpcf7', array() );
		if ( isset( $_POST['reset'] ) ) {
			unset( $options[ $service ] );
		} else {
			foreach ( array_keys( KEYFOB_CF7_SERVICES[ $service ][1] ) as $field ) {
				$options[ $service ][ $field ] = trim( sanitize_text_field( wp_unslash( $_POST[ $field ] ?? '' ) ) );
			}
		}
		update_option( 'wpcf7', $options );
		wp_safe_redirect( admin_url( "admin.php?page=wpcf7-integration&service=$service&action=setup&message=success" ) );
		exit;
	}
);

keyfob_fixture_page(
	'wpcf7-integration',
	'Contact',
	'dashicons-email',
	static function () {
		$service = sanitize_key( $_GET['service'] ?? '' );
		echo '<div class="wrap"><h1>Integration with External API</h1>';
		if ( isset( $_GET['message'] ) ) {
			echo '<div class="notice notice-success"><p>Settings saved.</p></div>';
		}
		foreach ( KEYFOB_CF7_SERVICES as $name => [ $title, $fields ] ) {
			$link = admin_url( "admin.php?page=wpcf7-integration&service=$name&action=setup" );
			echo '<div class="card" id="' . esc_attr( $name ) . '"><h2 class="title">' . esc_html( $title ) . '</h2><div class="inside">';
			if ( $service !== $name ) {
				echo '<p><a href="' . esc_url( $link ) . '" class="button">Setup integration</a></p></div></div>';
				continue;
			}
			$stored = get_option( 'wpcf7', array() )[ $name ] ?? array();
			echo '<form method="post" action="' . esc_url( $link ) . '">';
			wp_nonce_field( "wpcf7-$name" );
			echo '<table class="form-table"><tbody>';
			foreach ( $fields as $field => [ $label, $for ] ) {
				$value = $stored[ $field ] ?? '';
				echo '<tr><th scope="row"><label for="' . esc_attr( $for ) . '">' . esc_html( $label ) . '</label></th><td>';
				if ( '' === $value ) {
					printf( '<input type="text" aria-required="true" value="" id="%1$s" name="%1$s" class="regular-text code">', esc_attr( $field ) );
				} else {
					echo esc_html( substr( $value, 0, 4 ) . str_repeat( '*', max( 4, strlen( $value ) - 8 ) ) . substr( $value, -4 ) );
					printf( '<input type="hidden" value="%2$s" id="%1$s" name="%1$s">', esc_attr( $field ), esc_attr( $value ) );
				}
				echo '</td></tr>';
			}
			if ( 'constant_contact' === $name ) {
				echo '<tr><th scope="row"><label for="redirect_uri">Redirect URI</label></th><td><input type="text" readonly id="redirect_uri" class="large-text code" value="' . esc_attr( admin_url( 'admin.php?page=wpcf7-integration' ) ) . '"></td></tr>';
			}
			echo '</tbody></table>';
			if ( $stored ) {
				submit_button( 'Remove Keys', 'small', 'reset' );
			} else {
				submit_button( 'Save Changes' );
			}
			echo '</form></div></div>';
		}
		echo '</div>';
	}
);
