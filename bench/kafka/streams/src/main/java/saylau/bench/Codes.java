package saylau.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** Checks codes: keyed BLAKE2b under a key derived for each source, made ready once. */
final class Codes {
    private static final int MAC_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private record Ready(String source, Blake2bDigest keyed) {}

    private final Map<String, byte[]> masters;
    private final Map<String, Ready> ready = new HashMap<>();

    Codes(Map<String, byte[]> masters) {
        this.masters = masters;
    }

    boolean proves(String source, String keyId, byte[] value, byte[] mac) {
        Ready mine = ready.get(keyId);
        if (mine == null) {
            int cut = keyId.lastIndexOf('/');
            byte[] master = cut < 0 ? null : masters.get(keyId.substring(cut + 1));
            if (master == null || !keyId.substring(0, cut).equals(source)) {
                return false;
            }
            byte[] name = source.getBytes(StandardCharsets.UTF_8);
            Blake2bDigest derivation = new Blake2bDigest(master, KEY_BYTES, null, null);
            derivation.update(name, 0, name.length);
            byte[] key = new byte[KEY_BYTES];
            derivation.doFinal(key, 0);
            mine = new Ready(source, new Blake2bDigest(key, MAC_BYTES, null, null));
            ready.put(keyId, mine);
        }
        if (!mine.source().equals(source)) {
            return false;
        }
        Blake2bDigest digest = new Blake2bDigest(mine.keyed());
        digest.update(value, 0, value.length);
        byte[] found = new byte[MAC_BYTES];
        digest.doFinal(found, 0);
        return MessageDigest.isEqual(
            HexFormat.of().formatHex(found).getBytes(StandardCharsets.US_ASCII), mac);
    }
}
