<?php
// Like an e-mail platform's own plugin: user name and password that are API credentials,
// ids with brackets, a region to choose, the saved password given back in the page.

add_action(
	'admin_init',
	static function () {
		register_setting(
			'dm_API_credentials',
			'dm_API_credentials',
			array( 'sanitize_callback' => static fn ( $input ) => array_map( 'sanitize_text_field', (array) $input ) )
		);
	}
);

keyfob_fixture_page(
	'dotdigital-for-wordpress-settings',
	'Dotdigital',
	'dashicons-chart-pie',
	static function () {
		$opts    = keyfob_fixture_option(
			'dm_API_credentials',
			array(
				'dm_API_username' => '',
				'dm_API_password' => '',
				'dm_API_region'   => '',
			)
		);
		$regions = array(
			''   => 'Select a region',
			'r1' => 'Europe (r1)',
			'r2' => 'North America (r2)',
			'r3' => 'Asia Pacific (r3)',
		);
		?>
		<div class="wrap">
			<h1>Dotdigital for WordPress</h1>
			<?php settings_errors(); ?>
			<nav class="nav-tab-wrapper"><a class="nav-tab nav-tab-active" href="?page=dotdigital-for-wordpress-settings&amp;tab=api_credentials">API credentials</a><a class="nav-tab" href="#">My address books</a><a class="nav-tab" href="#">About</a></nav>
			<form action="options.php" method="post">
				<?php settings_fields( 'dm_API_credentials' ); ?>
				<h2>API credentials</h2>
				<table class="form-table" role="presentation">
					<tr><th scope="row">Username</th><td><input type="text" class="regular-text" id="dm_API_credentials[dm_API_username]" name="dm_API_credentials[dm_API_username]" value="<?php echo esc_attr( $opts['dm_API_username'] ); ?>"></td></tr>
					<tr><th scope="row">Password</th><td><input type="password" class="regular-text" id="dm_API_credentials[dm_API_password]" name="dm_API_credentials[dm_API_password]" value="<?php echo esc_attr( $opts['dm_API_password'] ); ?>"></td></tr>
					<tr><th scope="row">Region</th><td><select id="dm_API_credentials[dm_API_region]" name="dm_API_credentials[dm_API_region]">
						<?php foreach ( $regions as $value => $title ) : ?>
							<option value="<?php echo esc_attr( $value ); ?>" <?php selected( $opts['dm_API_region'], $value ); ?>><?php echo esc_html( $title ); ?></option>
						<?php endforeach; ?>
					</select></td></tr>
				</table>
				<?php submit_button(); ?>
			</form>
		</div>
		<?php
	}
);
