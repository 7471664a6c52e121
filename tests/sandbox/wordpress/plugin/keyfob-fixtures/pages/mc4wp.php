<?php
// Like a newsletter plugin's general settings: options.php, key masked after saving,
// a value with an asterisk in it is discarded and the old key kept.

const KEYFOB_MC4WP_DEFAULTS = array(
	'api_key'              => '',
	'grecaptcha_site_key'  => '',
	'grecaptcha_secret_key' => '',
	'debug_log_level'      => 'warning',
	'allow_usage_tracking' => '0',
);

/** First four and last four characters, stars between. */
function keyfob_mc4wp_mask( $key ) {
	$length = strlen( $key );
	if ( $length <= 8 ) {
		return str_repeat( '*', $length );
	}
	return substr( $key, 0, 4 ) . str_repeat( '*', $length - 8 ) . substr( $key, -4 );
}

add_action(
	'admin_init',
	static function () {
		register_setting(
			'mc4wp_settings',
			'mc4wp',
			array(
				'sanitize_callback' => static function ( $input ) {
					$old = keyfob_fixture_option( 'mc4wp', KEYFOB_MC4WP_DEFAULTS );
					$new = array_merge( $old, array_map( 'sanitize_text_field', (array) $input ) );
					if ( str_contains( $new['api_key'], '*' ) ) {
						$new['api_key'] = $old['api_key'];
					}
					return $new;
				},
			)
		);
	}
);

keyfob_fixture_page(
	'mailchimp-for-wp',
	'MC4WP',
	'dashicons-email-alt',
	static function () {
		$opts      = keyfob_fixture_option( 'mc4wp', KEYFOB_MC4WP_DEFAULTS );
		$connected = (bool) preg_match( '/^[0-9a-f]{32}-[a-z]+\d+$/', $opts['api_key'] );
		?>
		<div class="wrap" id="mc4wp-admin">
			<h1>MC4WP: General Settings</h1>
			<?php settings_errors(); ?>
			<form action="<?php echo esc_url( admin_url( 'options.php' ) ); ?>" method="post">
				<?php settings_fields( 'mc4wp_settings' ); ?>
				<h3>Mailchimp API Settings</h3>
				<table class="form-table">
					<tr>
						<th scope="row">Status</th>
						<td>
							<span style="padding:2px 8px;border-radius:3px;color:#fff;background:<?php echo $connected ? '#32993a' : '#8c8f94'; ?>">
								<?php echo $connected ? 'CONNECTED' : 'NOT CONNECTED'; ?></span>
						</td>
					</tr>
					<tr>
						<th scope="row"><label for="mailchimp_api_key">API Key</label></th>
						<td>
							<input type="text" class="widefat" placeholder="Your Mailchimp API key" id="mailchimp_api_key" name="mc4wp[api_key]"
								value="<?php echo esc_attr( keyfob_mc4wp_mask( $opts['api_key'] ) ); ?>">
							<p class="description">Connects this site with your Mailchimp account.
								<a target="_blank" href="https://admin.mailchimp.com/account/api">Where is my key?</a></p>
						</td>
					</tr>
				</table>
				<h3>Google reCAPTCHA</h3>
				<table class="form-table">
					<tr>
						<th scope="row"><label for="grecaptcha_site_key">Site Key</label></th>
						<td><input type="text" class="regular-text" id="grecaptcha_site_key" name="mc4wp[grecaptcha_site_key]" value="<?php echo esc_attr( $opts['grecaptcha_site_key'] ); ?>"></td>
					</tr>
					<tr>
						<th scope="row"><label for="grecaptcha_secret_key">Secret Key</label></th>
						<td><input type="text" class="regular-text" id="grecaptcha_secret_key" name="mc4wp[grecaptcha_secret_key]" value="<?php echo esc_attr( $opts['grecaptcha_secret_key'] ); ?>"></td>
					</tr>
				</table>
				<h3>Miscellaneous settings</h3>
				<table class="form-table">
					<tr>
						<th scope="row"><label for="debug_log_level">Logging</label></th>
						<td>
							<select name="mc4wp[debug_log_level]" id="debug_log_level">
								<option value="warning" <?php selected( $opts['debug_log_level'], 'warning' ); ?>>Errors &amp; warnings only</option>
								<option value="debug" <?php selected( $opts['debug_log_level'], 'debug' ); ?>>Everything</option>
							</select>
						</td>
					</tr>
					<tr>
						<th scope="row">Usage tracking</th>
						<td>
							<input type="hidden" name="mc4wp[allow_usage_tracking]" value="0">
							<label><input type="checkbox" name="mc4wp[allow_usage_tracking]" value="1" <?php checked( (int) $opts['allow_usage_tracking'], 1 ); ?>> Send anonymous figures about this plugin.</label>
						</td>
					</tr>
				</table>
				<?php submit_button(); ?>
			</form>
		</div>
		<?php
	}
);
