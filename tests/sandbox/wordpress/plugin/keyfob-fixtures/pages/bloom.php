<?php
// Like an opt-in form plugin's "Email Accounts": the provider is chosen from a list,
// its fields come by admin-ajax, have ids only, and are sent by script, not by a form.

/** Fields by provider: id prefix, label, type (null: no type attribute), required. */
function keyfob_bloom_fields( $service ) {
	$fields = array(
		'constant_contact' => array(
			array( 'api_key', 'API Key', 'password' ),
			array( 'token', 'Token', 'password' ),
		),
		'mailchimp'        => array( array( 'api_key', 'API Key', 'password' ) ),
		'activecampaign'   => array(
			array( 'api_key', 'API Key', 'password' ),
			array( 'api_url', 'API URL', null ),
			array( 'form_id', 'Form ID', null ),
		),
	);
	return $fields[ $service ] ?? array();
}

const KEYFOB_BLOOM_SERVICES = array(
	'activecampaign'   => 'ActiveCampaign',
	'constant_contact' => 'Constant Contact',
	'mailchimp'        => 'MailChimp',
);

add_action(
	'wp_ajax_bloom_generate_new_account_fields',
	static function () {
		check_ajax_referer( 'bloom' );
		$service = sanitize_key( $_POST['service'] ?? '' );
		$fields  = keyfob_bloom_fields( $service );
		if ( ! $fields ) {
			wp_die( '' );
		}
		?>
		<ul class="et_dashboard_new_account_fields">
			<li class="select et_dashboard_select_account">
				<label for="name_<?php echo esc_attr( $service ); ?>">Account Name</label>
				<input type="text" value="" id="name_<?php echo esc_attr( $service ); ?>">
			</li>
			<?php foreach ( $fields as [ $id, $label, $type ] ) : ?>
				<li>
					<label for="<?php echo esc_attr( "{$id}_{$service}" ); ?>"><?php echo esc_html( $label ); ?></label>
					<input <?php echo $type ? 'type="' . esc_attr( $type ) . '" ' : ''; ?>value="" class="provider_field_<?php echo esc_attr( $service ); ?>" id="<?php echo esc_attr( "{$id}_{$service}" ); ?>">
				</li>
			<?php endforeach; ?>
			<li>
				<button type="button" class="button button-primary et_dashboard_icon authorize_service" data-service="<?php echo esc_attr( $service ); ?>">Authorize</button>
				<span class="spinner" style="float:none"></span>
			</li>
		</ul>
		<?php
		wp_die();
	}
);

add_action(
	'wp_ajax_bloom_authorize_account',
	static function () {
		check_ajax_referer( 'bloom' );
		$service = sanitize_key( $_POST['service'] ?? '' );
		$name    = sanitize_text_field( wp_unslash( $_POST['name'] ?? '' ) );
		$account = array( 'is_authorized' => 'true' );
		foreach ( keyfob_bloom_fields( $service ) as [ $id, $label ] ) {
			$account[ $id ] = sanitize_text_field( wp_unslash( $_POST['fields'][ $id ] ?? '' ) );
			if ( '' === $account[ $id ] && 'form_id' !== $id ) {
				wp_send_json_error( "$label is missing." );
			}
		}
		if ( '' === $name ) {
			wp_send_json_error( 'Please enter an account name.' );
		}
		$options                                   = (array) get_option( 'et_bloom_options', array() );
		$options['accounts'][ $service ][ $name ] = $account;
		update_option( 'et_bloom_options', $options );
		wp_send_json_success( "$name is authorized." );
	}
);

keyfob_fixture_page(
	'et_bloom_options',
	'Bloom',
	'dashicons-format-status',
	static function () {
		$options  = (array) get_option( 'et_bloom_options', array() );
		$accounts = $options['accounts'] ?? array();
		?>
		<style>
			.et_dashboard{max-width:820px;background:#fff;border:1px solid #dcdcde;border-radius:4px;margin-top:16px}
			.et_dashboard header{background:#4b9e8d;color:#fff;padding:14px 24px;font-size:16px;font-weight:600;border-radius:4px 4px 0 0}
			.et_dashboard section{padding:20px 24px}
			.et_dashboard ul{margin:0}.et_dashboard li{display:flex;align-items:center;gap:16px;margin:0 0 14px}
			.et_dashboard label{flex:0 0 180px;font-weight:600}.et_dashboard input,.et_dashboard select{flex:1;max-width:420px}
		</style>
		<div class="wrap">
			<h1>Bloom</h1>
			<div class="et_dashboard" id="et_dashboard_wrapper" data-nonce="<?php echo esc_attr( wp_create_nonce( 'bloom' ) ); ?>">
				<header>Email Accounts</header>
				<section>
					<?php foreach ( $accounts as $service => $list ) : ?>
						<?php foreach ( array_keys( $list ) as $name ) : ?>
							<p><strong><?php echo esc_html( KEYFOB_BLOOM_SERVICES[ $service ] ?? $service ); ?></strong> &middot; <?php echo esc_html( $name ); ?> &middot; <span style="color:#32993a">Authorized</span></p>
						<?php endforeach; ?>
					<?php endforeach; ?>
					<h2>New Account</h2>
					<ul>
						<li class="et_dashboard_select_provider_new">
							<label for="bloom_provider">Select Email Provider</label>
							<select id="bloom_provider">
								<option value="empty">Select One...</option>
								<?php foreach ( KEYFOB_BLOOM_SERVICES as $value => $title ) : ?>
									<option value="<?php echo esc_attr( $value ); ?>"><?php echo esc_html( $title ); ?></option>
								<?php endforeach; ?>
							</select>
						</li>
					</ul>
					<div class="account_settings_fields"></div>
					<div class="et_dashboard_message" role="status"></div>
				</section>
			</div>
		</div>
		<?php
		wp_print_inline_script_tag( file_get_contents( __DIR__ . '/bloom.js' ) );
	}
);
