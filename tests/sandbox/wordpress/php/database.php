<?php
// Looks after the database file without WordPress in between.
// Usage: php database.php option FILE NAME | php database.php snapshot FILE TO | php database.php language FILE LOCALE
[ , $command, $file, $argument ] = $argv;
$db = new PDO( 'sqlite:' . $file );
$db->setAttribute( PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION );
$db->exec( 'PRAGMA busy_timeout = 5000' );

if ( 'snapshot' === $command ) {
	$db->exec( 'VACUUM INTO ' . $db->quote( $argument ) );
	exit( 0 );
}
if ( 'option' === $command ) {
	$query = $db->prepare( 'SELECT option_value FROM wp_options WHERE option_name = ?' );
	$query->execute( array( $argument ) );
	$stored = $query->fetchColumn();
	if ( false === $stored ) {
		fwrite( STDERR, "no option named $argument\n" );
		exit( 1 );
	}
	// WordPress serialises arrays; JSON is easier on the reader. Text is given as it is.
	$value = @unserialize( $stored, array( 'allowed_classes' => false ) );
	echo is_array( $value ) ? json_encode( (object) $value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) : $stored;
	exit( 0 );
}
if ( 'language' === $command ) {
	// Without a value the site speaks English.
	$locale = 'en_US' === $argument ? '' : $argument;
	$query  = $db->prepare( "UPDATE wp_options SET option_value = ? WHERE option_name = 'WPLANG'" );
	$query->execute( array( $locale ) );
	if ( 0 === $query->rowCount() ) {
		$query = $db->prepare( "INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('WPLANG', ?, 'on')" );
		$query->execute( array( $locale ) );
	}
	exit( 0 );
}
fwrite( STDERR, "unknown command $command\n" );
exit( 2 );
