<?php
// Settings pages of plugins that nobody has written a recipe for, saved by options.php. Each has another shape:
// where the label stands, how the control is named, what is shown of a value that is saved.

/** Registers an array option whose texts are cleaned as most plugins do. */
function keyfob_any_option( $name, $clean = null ) {
	add_action(
		'admin_init',
		static fn () => register_setting(
			$name,
			$name,
			array( 'sanitize_callback' => $clean ?? static fn ( $input ) => array_map( 'sanitize_text_field', (array) $input ) )
		)
	);
}

/**
 * A page whose form options.php saves.
 *
 * @param string   $name  Option, group and slug.
 * @param string   $title Menu title.
 * @param string   $icon  Dashicon.
 * @param callable $rows  Prints what stands in the form; gets what is stored.
 */
function keyfob_any_page( $name, $title, $icon, $rows ) {
	keyfob_fixture_page(
		$name,
		$title,
		$icon,
		static function () use ( $name, $title, $rows ) {
			echo '<div class="wrap"><h1>' . esc_html( $title ) . '</h1>';
			settings_errors();
			echo '<form action="options.php" method="post">';
			settings_fields( $name );
			$rows( (array) get_option( $name, array() ) );
			submit_button();
			echo '</form></div>';
		}
	);
}

/** What is stored under a key, ready for an attribute. */
function keyfob_any_value( $stored, $key ) {
	return esc_attr( $stored[ $key ] ?? '' );
}

// The label stands only in the header cell; no ids.
keyfob_any_option( 'blue_writer' );
keyfob_any_page(
	'blue_writer',
	'Blue Writer',
	'dashicons-edit',
	static function ( $stored ) {
		?>
		<p>Writes product texts with an account of your own.</p>
		<table class="form-table" role="presentation">
			<tr><th scope="row">OpenAI API key</th><td><input type="text" class="regular-text" name="blue_writer[key]" value="<?php echo keyfob_any_value( $stored, 'key' ); ?>"></td></tr>
			<tr><th scope="row">Tone</th><td><input type="text" class="regular-text" name="blue_writer[tone]" value="<?php echo esc_attr( $stored['tone'] ?? 'warm' ); ?>"></td></tr>
		</table>
		<?php
	}
);

// As WooCommerce prints its settings: name and id are the same, the saved password is given back in the page.
keyfob_any_option( 'order_post' );
add_filter(
	'pre_update_option_order_post',
	static fn ( $value ) => array( 'api_key' => sanitize_text_field( wp_unslash( $_POST['woocommerce_order_post_api_key'] ?? '' ) ) )
);
keyfob_any_page(
	'order_post',
	'Order Post',
	'dashicons-email',
	static function ( $stored ) {
		?>
		<h2>SendGrid</h2>
		<input type="hidden" name="order_post[sent]" value="1">
		<table class="form-table"><tbody>
			<tr valign="top"><th scope="row" class="titledesc"><label for="woocommerce_order_post_from">Sender</label></th>
				<td class="forminp"><fieldset><input class="input-text regular-input" type="email" name="woocommerce_order_post_from" id="woocommerce_order_post_from" value="orders@bluedoorbakery.example"></fieldset></td></tr>
			<tr valign="top"><th scope="row" class="titledesc"><label for="woocommerce_order_post_api_key">API key</label></th>
				<td class="forminp"><fieldset><input class="input-text regular-input" type="password" name="woocommerce_order_post_api_key" id="woocommerce_order_post_api_key" value="<?php echo keyfob_any_value( $stored, 'api_key' ); ?>"></fieldset></td></tr>
		</tbody></table>
		<?php
	}
);

// A list decides which service's fields are shown.
keyfob_any_option( 'mail_router' );
keyfob_any_page(
	'mail_router',
	'Mail Router',
	'dashicons-randomize',
	static function ( $stored ) {
		?>
		<p><label for="mail_router_service">Send with</label>
			<select id="mail_router_service" name="mail_router[service]" onchange="document.querySelectorAll('[data-service]').forEach((p) => { p.style.display = p.dataset.service === this.value ? '' : 'none'; })">
				<option value="">This server</option><option value="sparkpost">SparkPost</option><option value="brevo">Brevo</option>
			</select></p>
		<div data-service="sparkpost" style="display:none"><h3>SparkPost</h3><p><label for="mail_router_sparkpost">API key</label> <input type="password" id="mail_router_sparkpost" name="mail_router[sparkpost_key]"></p></div>
		<div data-service="brevo" style="display:none"><h3>Brevo</h3><p><label for="mail_router_brevo">API key</label> <input type="password" id="mail_router_brevo" name="mail_router[brevo_key]" value="<?php echo keyfob_any_value( $stored, 'brevo_key' ); ?>"></p></div>
		<?php
	}
);

// A saved key is shown masked in an input that takes a new one. What has a star in it is thrown away.
const KEYFOB_OLD_POINTS_KEY = 'pk_' . '00112233445566778899aabbccddeeff00';
keyfob_any_option(
	'bakery_points',
	static function ( $input ) {
		$new = array_map( 'sanitize_text_field', (array) $input );
		if ( str_contains( $new['private_key'] ?? '', '*' ) ) {
			$new['private_key'] = get_option( 'bakery_points', array() )['private_key'] ?? KEYFOB_OLD_POINTS_KEY;
		}
		return $new;
	}
);
keyfob_any_page(
	'bakery_points',
	'Bakery Points',
	'dashicons-awards',
	static function ( $stored ) {
		$key = $stored['private_key'] ?? KEYFOB_OLD_POINTS_KEY;
		?>
		<table class="form-table">
			<tr><th scope="row"><label for="bakery_points_key">Klaviyo private API key</label></th><td><input type="text" class="regular-text" id="bakery_points_key" name="bakery_points[private_key]" value="<?php echo esc_attr( keyfob_mc4wp_mask( $key ) ); ?>"></td></tr>
			<tr><th scope="row"><label for="bakery_points_rate">Points per order</label></th><td><input type="number" id="bakery_points_rate" name="bakery_points[rate]" value="10"></td></tr>
		</table>
		<?php
	}
);

// Ids with brackets in them; whose keys they are stands only in the heading.
keyfob_any_option( 'form_guard' );
keyfob_any_page(
	'form_guard',
	'Form Guard',
	'dashicons-shield',
	static function ( $stored ) {
		?>
		<h2>Google reCAPTCHA v3</h2>
		<table class="form-table">
			<tr><th scope="row"><label for="form_guard[site]">Site key</label></th><td><input type="text" class="regular-text" id="form_guard[site]" name="form_guard[site]" value="<?php echo keyfob_any_value( $stored, 'site' ); ?>"></td></tr>
			<tr><th scope="row"><label for="form_guard[secret]">Secret key</label></th><td><input type="text" class="regular-text" id="form_guard[secret]" name="form_guard[secret]" value="<?php echo keyfob_any_value( $stored, 'secret' ); ?>"></td></tr>
			<tr><th scope="row"><label for="form_guard[score]">Lowest score</label></th><td><input type="text" id="form_guard[score]" name="form_guard[score]" value="0.5"></td></tr>
		</table>
		<?php
	}
);

// Keys for real payments and keys for tests; only the chosen ones are shown.
keyfob_any_option( 'bread_fund' );
keyfob_any_page(
	'bread_fund',
	'Bread Fund',
	'dashicons-heart',
	static function ( $stored ) {
		?>
		<h2>Stripe</h2>
		<table class="form-table">
			<tr><th scope="row"><label for="bread_fund_mode">Mode</label></th><td><select id="bread_fund_mode" name="bread_fund[mode]"><option value="live" selected>Live</option><option value="test">Test</option></select></td></tr>
			<tr style="display:none"><th scope="row"><label for="bread_fund_tp">Test publishable key</label></th><td><input type="text" id="bread_fund_tp" name="bread_fund[test_publishable]"></td></tr>
			<tr style="display:none"><th scope="row"><label for="bread_fund_ts">Test secret key</label></th><td><input type="password" id="bread_fund_ts" name="bread_fund[test_secret]"></td></tr>
			<tr><th scope="row"><label for="bread_fund_lp">Live publishable key</label></th><td><input type="text" class="regular-text" id="bread_fund_lp" name="bread_fund[live_publishable]" value="<?php echo keyfob_any_value( $stored, 'live_publishable' ); ?>"></td></tr>
			<tr><th scope="row"><label for="bread_fund_ls">Live secret key</label></th><td><input type="password" class="regular-text" id="bread_fund_ls" name="bread_fund[live_secret]" value="<?php echo keyfob_any_value( $stored, 'live_secret' ); ?>"></td></tr>
			<tr><th scope="row"><label for="bread_fund_wh">Webhook signing secret</label></th><td><input type="password" class="regular-text" id="bread_fund_wh" name="bread_fund[webhook]"></td></tr>
		</table>
		<?php
	}
);

// No label at all, a placeholder only.
keyfob_any_option( 'team_notes' );
keyfob_any_page(
	'team_notes',
	'Team Notes',
	'dashicons-format-chat',
	static function ( $stored ) {
		?>
		<p>Tells your team when an order comes in.</p>
		<p><input type="password" class="regular-text" name="team_notes[token]" placeholder="Slack API token" value="<?php echo keyfob_any_value( $stored, 'token' ); ?>"></p>
		<p><input type="text" class="regular-text" name="team_notes[channel]" placeholder="Channel" value="#orders"></p>
		<?php
	}
);

// The label comes after its input.
keyfob_any_option( 'pickup_sms' );
keyfob_any_page(
	'pickup_sms',
	'Pickup SMS',
	'dashicons-smartphone',
	static function ( $stored ) {
		?>
		<h2>Twilio</h2>
		<p><input type="text" class="regular-text" id="pickup_sms_sid" name="pickup_sms[sid]" value="<?php echo keyfob_any_value( $stored, 'sid' ); ?>"> <label for="pickup_sms_sid">Account SID</label></p>
		<p><input type="password" class="regular-text" id="pickup_sms_token" name="pickup_sms[token]" value="<?php echo keyfob_any_value( $stored, 'token' ); ?>"> <label for="pickup_sms_token">Auth token</label></p>
		<p><input type="tel" class="regular-text" id="pickup_sms_from" name="pickup_sms[from]" value="+15005550006"> <label for="pickup_sms_from">Sender number</label></p>
		<?php
	}
);

// As an add-on of Gravity Forms: names with the framework's own prefix, sent to the page itself.
add_action(
	'load-toplevel_page_form_addon',
	static function () {
		if ( 'POST' !== $_SERVER['REQUEST_METHOD'] ) {
			return;
		}
		check_admin_referer( 'form_addon' );
		$token = sanitize_text_field( wp_unslash( $_POST['_gaddon_setting_serverToken'] ?? '' ) );
		update_option( 'form_addon', array( 'serverToken' => $token ) );
		add_settings_error( 'form_addon', 'settings_updated', 'Settings updated.', 'success' );
	}
);
keyfob_fixture_page(
	'form_addon',
	'Forms: Postmark',
	'dashicons-feedback',
	static function () {
		$stored = (array) get_option( 'form_addon', array() );
		echo '<div class="wrap gforms_settings_wrap"><h1>Postmark Settings</h1>';
		settings_errors( 'form_addon' );
		?>
		<form id="gform-settings" method="post"><?php wp_nonce_field( 'form_addon' ); ?>
			<fieldset class="gform-settings-panel"><legend class="gform-settings-panel__title">Postmark Account</legend>
				<div id="gform_setting_serverToken" class="gform-settings-field"><div class="gform-settings-field__header"><label class="gform-settings-label" for="serverToken">Server API Token</label></div>
					<span class="gform-settings-input__container"><input type="text" name="_gaddon_setting_serverToken" id="serverToken" value="<?php echo keyfob_any_value( $stored, 'serverToken' ); ?>"></span></div>
			</fieldset>
			<button type="submit" id="submit" class="button button-primary">Update Settings</button>
		</form></div>
		<?php
	}
);
