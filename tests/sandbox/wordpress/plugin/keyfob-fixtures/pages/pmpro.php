<?php
// Like a membership plugin's Constant Contact V3 settings: key, secret, redirect address to copy out.
// The labels are table headers only.

add_action(
	'admin_init',
	static function () {
		register_setting(
			'pmprocc_options',
			'pmprocc_options',
			array( 'sanitize_callback' => static fn ( $input ) => array_map( 'sanitize_text_field', (array) $input ) )
		);
	}
);

keyfob_fixture_page(
	'pmpro-constantcontact',
	'PMPro Constant Contact',
	'dashicons-groups',
	static function () {
		$opts = keyfob_fixture_option(
			'pmprocc_options',
			array(
				'api_key'      => '',
				'api_secret'   => '',
				'double_opt_in' => '0',
			)
		);
		?>
		<div class="wrap">
			<h1>Members and Constant Contact</h1>
			<?php settings_errors(); ?>
			<p>Create an application in the Constant Contact developer portal, add the Redirect URI below to it, then enter its API Key and Secret here.</p>
			<form action="options.php" method="post">
				<?php settings_fields( 'pmprocc_options' ); ?>
				<h2>General Settings</h2>
				<table class="form-table" role="presentation">
					<tr><th scope="row">Redirect URI</th>
						<td><input type="text" class="large-text code" id="pmprocc_redirect_uri" readonly value="<?php echo esc_attr( admin_url( 'admin.php?page=pmpro-constantcontact&pmprocc_oauth_callback=1' ) ); ?>"></td></tr>
					<tr><th scope="row">API Key</th>
						<td><input id="pmprocc_api_key" name="pmprocc_options[api_key]" size="80" type="text" value="<?php echo esc_attr( $opts['api_key'] ); ?>"></td></tr>
					<tr><th scope="row">API Secret</th>
						<td><input id="pmprocc_api_secret" name="pmprocc_options[api_secret]" size="80" type="password" autocomplete="off" value="<?php echo esc_attr( $opts['api_secret'] ); ?>">
							<p class="description">Leave this empty for an application with PKCE.</p></td></tr>
					<tr><th scope="row">Require Double Opt-in?</th>
						<td><select name="pmprocc_options[double_opt_in]"><option value="0" <?php selected( $opts['double_opt_in'], '0' ); ?>>No</option><option value="1" <?php selected( $opts['double_opt_in'], '1' ); ?>>Yes (All lists)</option></select></td></tr>
				</table>
				<?php submit_button( 'Save Settings' ); ?>
			</form>
		</div>
		<?php
	}
);
