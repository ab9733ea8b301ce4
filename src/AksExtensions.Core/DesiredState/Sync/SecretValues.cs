using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AksExtensions.Catalogue;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>
/// Reads protected settings from the sources in the baseline. Each source is read once for a command, because a vault can ask for a password.
/// </summary>
/// <param name="folder">The baseline's folder, which the paths of files are relative to.</param>
/// <param name="readVault">Reads a secret of a vault.</param>
internal sealed class SecretValues(string folder, Func<SecretReference, CancellationToken, Task<SecretValue>> readVault) : ISecretValues
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ConcurrentDictionary<string, Lazy<Task<SecretValue>>> _values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, SecretValue>> ReadAsync(DesiredExtension desired, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        foreach (var (key, reference) in desired.ProtectedSettings)
        {
            try
            {
                var kept = _values.GetOrAdd(reference.ToString(), _ => new(() => ReadAsync(reference, cancellationToken)));
                values.Add(key, await kept.Value);
            }
            catch (SecretException failure)
            {
                throw Errors.SecretUnavailable(key, reference.ToString(), failure.Message, failure.InnerException);
            }
        }

        // The content of a PEM file is sent instead of its path.
        return desired.Knowledge is { } type ? PemFiles.Read(type, values, path => Path.GetFullPath(path, folder)).Request! : values;
    }

    /// <summary>Finds secrets that are certainly missing, without reading any: variables that are not set, and files that do not exist.</summary>
    public IReadOnlyList<DocumentFault> Check(Baseline baseline)
    {
        var faults = new List<DocumentFault>();
        foreach (var (key, reference) in baseline.Extensions.SelectMany(extension => extension.ProtectedSettings))
        {
            if (Missing(reference) is { } detail && reference.Place is { } place)
            {
                faults.Add(new(place, $"the value of '{DocumentText.Shown(key)}' cannot be read from {DocumentText.Shown(reference.ToString())}: {detail}."));
            }
        }

        return [.. faults.Distinct()];
    }

    private string? Missing(SecretReference reference) => reference.Source switch
    {
        SecretSource.Env => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(reference.Name)) ? "it is not set" : null,
        SecretSource.File => File.Exists(PathOf(reference)) ? null : "it does not exist",
        _ => null,
    };

    private async Task<SecretValue> ReadAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        if (Missing(reference) is { } detail)
        {
            throw new SecretException(detail);
        }

        return reference.Source switch
        {
            SecretSource.Env => new(Environment.GetEnvironmentVariable(reference.Name)!),
            SecretSource.File => ReadFile(PathOf(reference)),
            _ => await readVault(reference, cancellationToken),
        };
    }

    private string PathOf(SecretReference reference) => Path.GetFullPath(reference.Name, folder);

    private static SecretValue ReadFile(string path)
    {
        var (why, cause) = (string.Empty, (Exception?)null);
        AksExtensionException Refuse(string detail, Exception? inner)
        {
            (why, cause) = ($"it {detail}", inner);
            return Errors.SecretUnavailable(string.Empty, path, detail, inner);
        }

        byte[] bytes;
        try
        {
            bytes = LocalFile.Read(path, Refuse, detail => Refuse(detail, null));
        }
        catch (AksExtensionException)
        {
            // The caller adds the name of the setting.
            throw new SecretException(why, cause);
        }

        try
        {
            ReadOnlySpan<byte> content = bytes;
            var text = StrictUtf8.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content);
            // Editors and echo end a file with a line break that is not part of the value.
            return new(text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text);
        }
        catch (DecoderFallbackException)
        {
            // The message of the exception contains a part of the file.
            throw new SecretException(LocalFile.ForeignEncoding(bytes) is { } encoding ? $"it is {encoding.Name}, not UTF-8" : "it is not UTF-8");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}

/// <summary>A secret that cannot be read; the caller adds the setting that it belongs to.</summary>
internal sealed class SecretException(string message, Exception? inner = null) : Exception(message, inner);
