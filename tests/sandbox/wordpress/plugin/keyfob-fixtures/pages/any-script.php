<?php
// Settings that no form sends: dialogs that come by admin-ajax, controls with data-name instead of name,
// values that are saved as soon as they change, and React.

add_action(
	'wp_ajax_keyfob_any_save',
	static function () {
		check_ajax_referer( 'keyfob_any' );
		$option = sanitize_key( $_POST['option'] ?? '' );
		if ( ! in_array( $option, array( 'crumb_club', 'flour_mail', 'oven_mail', 'crust_check' ), true ) ) {
			wp_send_json_error();
		}
		$stored = (array) get_option( $option, array() );
		foreach ( (array) ( $_POST['values'] ?? array() ) as $key => $value ) {
			$stored[ sanitize_key( $key ) ] = sanitize_text_field( wp_unslash( $value ) );
		}
		$stored['saved'] = 1 + (int) ( $stored['saved'] ?? 0 );
		update_option( $option, $stored );
		wp_send_json_success();
	}
);

add_action(
	'wp_ajax_keyfob_any_dialog',
	static function () {
		check_ajax_referer( 'keyfob_any' );
		?>
		<div role="dialog" aria-modal="true" aria-labelledby="crumb-title" id="crumb-dialog" style="position:fixed;inset:15% 25% auto;z-index:9999;background:#fff;padding:20px;border:1px solid #8c8f94">
			<h2 id="crumb-title">Connect ActiveCampaign</h2>
			<p><label>API URL<br><input type="url" name="url" class="regular-text" data-field="url"></label></p>
			<p><label>API key<br><input type="password" name="key" class="regular-text" data-field="key"></label></p>
			<p><label>Name of this connection<br><input type="text" name="title" class="regular-text"></label></p>
			<p><button type="button" class="button button-primary" id="any-save" data-option="crumb_club">Connect</button></p>
		</div>
		<?php
		wp_die();
	}
);

add_action(
	'admin_enqueue_scripts',
	static function ( $hook ) {
		if ( ! preg_match( '/^toplevel_page_(crumb_club|flour_mail|oven_mail|crust_check)$/', $hook ) ) {
			return;
		}
		wp_enqueue_script( 'keyfob-any', plugins_url( 'any-script.js', __FILE__ ), array( 'wp-element', 'wp-components' ), '1', true );
		wp_localize_script( 'keyfob-any', 'keyfobAny', array( 'nonce' => wp_create_nonce( 'keyfob_any' ) ) );
	}
);

keyfob_fixture_page(
	'crumb_club',
	'Crumb Club',
	'dashicons-groups',
	static function () {
		echo '<div class="wrap"><h1>Crumb Club</h1><p>Services that members are told to.</p><p><button type="button" class="button" id="crumb-open">Add ActiveCampaign</button></p><div id="crumb-slot"></div><p id="any-said" role="status"></p></div>';
	}
);

keyfob_fixture_page(
	'flour_mail',
	'Flour Mail',
	'dashicons-email-alt2',
	static function () {
		?>
		<div class="wrap"><h1>Flour Mail</h1><div class="mailer" id="flour-mailjet"><h2>Mailjet</h2>
			<div class="row"><label for="flour-key">API Key</label> <input id="flour-key" type="text" class="regular-text" data-name="key" data-field="key" spellcheck="false"></div>
			<div class="row"><label for="flour-secret">Secret Key</label> <input id="flour-secret" type="password" class="regular-text" data-name="secret" data-field="secret" autocomplete="new-password"></div>
			<div class="row"><label for="flour-from">From name</label> <input id="flour-from" type="text" class="regular-text" data-name="from" value="Blue Door Bakery"></div></div>
			<p><button type="button" class="button button-primary" id="any-save" data-option="flour_mail">Save Settings</button></p><p id="any-said" role="status"></p></div>
		<?php
	}
);

keyfob_fixture_page(
	'oven_mail',
	'Oven Mail',
	'dashicons-admin-generic',
	static function () {
		?>
		<div class="wrap"><h1>Oven Mail: Mailgun</h1><p>Changes are saved at once.</p>
			<p><label for="oven-key">Mailgun API key</label> <input id="oven-key" type="password" class="regular-text" data-autosave="key"></p>
			<p><label for="oven-sender">Sender name</label> <input id="oven-sender" type="text" class="regular-text" data-autosave="sender" value="Blue Door Bakery"></p>
			<p id="any-said" role="status"></p></div>
		<?php
	}
);

keyfob_fixture_page(
	'crust_check',
	'Crust Check',
	'dashicons-lock',
	static function () {
		echo '<div class="wrap"><h1>Cloudflare Turnstile</h1><div id="crust-check"></div><p id="any-said" role="status"></p></div>';
	}
);
