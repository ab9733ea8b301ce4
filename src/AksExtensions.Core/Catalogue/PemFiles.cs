using System.Security.Cryptography;
using System.Text;
using AksExtensions.Settings;

namespace AksExtensions.Catalogue;

/// <summary>
/// Reads the PEM files that protected settings of some types name, and sends the base64 of the text under another key instead. Messages contain
/// the value of a setting only if it is certainly a path, because it could be the secret itself.
/// </summary>
internal static class PemFiles
{
    private const string Parameter = "-ConfigurationProtectedSettings";
    private const string PemBegin = "-----BEGIN ";
    private static readonly string[] FileExtensions = [".pem", ".crt", ".cer", ".cert", ".key", ".der", ".pfx", ".p12", ".txt"];

    /// <summary>The protected settings that name a PEM file, for a type or, when it is null, for any type.</summary>
    public static IEnumerable<KnownSetting> Given(ExtensionTypeKnowledge? type, IReadOnlyDictionary<string, SecretValue>? given) =>
        (type is null ? TypeCatalogue.BuiltIn.All : [type])
            .SelectMany(known => known.Settings)
            .Where(setting => setting.PemFile is not null && given?.ContainsKey(setting.Key) == true);

    /// <summary>The protected settings whose value is sent under another key too, unless that key was specified.</summary>
    public static IEnumerable<KnownSetting> Copied(ExtensionTypeKnowledge type, IReadOnlyDictionary<string, SecretValue>? given) =>
        type.Settings.Where(setting => setting.AlsoSentAs is { } other && given?.ContainsKey(setting.Key) == true && !given.ContainsKey(other));

    /// <summary>Whether a protected setting of an extension names a file whose text is specified again. Azure CLI leaves the path in the settings too.</summary>
    public static bool AreSentAs(ExtensionTypeKnowledge? type, string key, IReadOnlyDictionary<string, SecretValue> given) =>
        type?.Settings.Any(setting => setting.Key == key && setting.PemFile is { } file && given.ContainsKey(file.Key)) == true;

    /// <summary>Replaces settings that name PEM files with the content of the files.</summary>
    /// <param name="type">The type.</param>
    /// <param name="given">The specified protected settings; null means none.</param>
    /// <param name="resolve">Resolves a path to one of the file system.</param>
    /// <returns>The protected settings to send, and a line for each replacement.</returns>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a file cannot be read or has other content.</exception>
    public static CompletedRequest<IReadOnlyDictionary<string, SecretValue>?> Read(
        ExtensionTypeKnowledge type, IReadOnlyDictionary<string, SecretValue>? given, Func<string, string> resolve)
    {
        var files = Given(type, given).ToList();
        var copies = Copied(type, given).ToList();
        if (files.Count == 0 && copies.Count == 0)
        {
            return new(given, []);
        }

        var settings = new Dictionary<string, SecretValue>(given!, StringComparer.Ordinal);
        var told = new List<string>();
        foreach (var copy in copies)
        {
            settings[copy.AlsoSentAs!] = given![copy.Key];
            told.Add($"'{copy.Key}' is also sent as '{copy.AlsoSentAs}'");
        }

        foreach (var file in files)
        {
            var key = file.PemFile!.Key;
            if (given!.ContainsKey(key))
            {
                throw Errors.SettingInvalid(Parameter, $"'{file.Key}' is sent as '{key}', and both are given.", "Keep one of the two.");
            }

            settings.Remove(file.Key);
            settings[key] = Encode(file, given[file.Key].Reveal(), resolve);
            told.Add($"'{file.Key}' is sent as '{key}'");
        }

        return new(settings, told);
    }

    private static SecretValue Encode(KnownSetting setting, string value, Func<string, string> resolve)
    {
        // The text itself is accepted as well.
        var text = value.TrimStart().StartsWith(PemBegin, StringComparison.Ordinal) ? value : Text(setting, value, resolve);
        text = text.ReplaceLineEndings("\n");
        Check(setting, value, text);
        var bytes = Encoding.ASCII.GetBytes(text);
        try
        {
            return new(Convert.ToBase64String(bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Text(KnownSetting setting, string path, Func<string, string> resolve)
    {
        string full;
        try
        {
            full = resolve(path);
        }
        catch (AksExtensionException)
        {
            // The message contains the path, which could be the secret.
            throw Refused(setting, path, "cannot be found");
        }

        var bytes = LocalFile.Read(
            full,
            // The messages of the file system contain the path as well.
            (detail, _) => Refused(setting, path, detail.StartsWith("cannot be read", StringComparison.Ordinal) ? "cannot be read" : detail),
            detail => Refused(setting, path, detail));
        try
        {
            ReadOnlySpan<byte> text = bytes;
            if (LocalFile.ForeignEncoding(text) is { } encoding)
            {
                throw Refused(setting, path, $"is {encoding.Name}, not ASCII");
            }

            return Encoding.UTF8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static void Check(KnownSetting setting, string value, string text)
    {
        var labels = Labels(text);
        if (!Ascii.IsValid(text) || labels.Count == 0)
        {
            throw Refused(setting, value, "is not PEM, text that begins with -----BEGIN");
        }

        var wanted = setting.PemFile!.Label;
        if (!labels.Any(label => label.EndsWith(wanted, StringComparison.Ordinal)))
        {
            throw Refused(setting, value, $"holds no {wanted} but a {labels[0]}");
        }
    }

    private static List<string> Labels(string text)
    {
        var labels = new List<string>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            labels.Add(rest[fields.Label].ToString());
        }

        return labels;
    }

    private static AksExtensionException Refused(KnownSetting setting, string value, string detail) => Errors.SettingInvalid(
        Parameter,
        $"the file of '{setting.Key}'{(IsPath(value) ? $" ({value})" : null)} {detail}.",
        $"Give the path of a PEM file with a {setting.PemFile!.Label}; it is relative to PowerShell's current location (Get-Location).");

    private static bool IsPath(string value) =>
        value.Length <= 260 && !value.Any(char.IsControl) && FileExtensions.Contains(Path.GetExtension(value), StringComparer.OrdinalIgnoreCase);
}
