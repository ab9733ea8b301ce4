using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// Tests that change environment variables, which belong to the whole process: none of them runs beside another test.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentVariables
{
    public const string Name = "Environment variables";
}

/// <summary>An environment without sign-in variables, which is restored at the end.</summary>
internal sealed class SignInEnvironment : IDisposable
{
    private static readonly string[] Cleared =
    [
        "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_USERNAME", "AZURE_PASSWORD",
        "AZURE_CONFIG_DIR", "AZURE_TOKEN_CREDENTIALS", "AZURE_REGIONAL_AUTHORITY_NAME", "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT",
        "IDENTITY_SERVER_THUMBPRINT", "MSI_ENDPOINT", "MSI_SECRET", "AZUREPS_HOST_ENVIRONMENT", "DISPLAY", "WAYLAND_DISPLAY",
    ];

    private readonly Dictionary<string, string?> _before = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aksextensions-");

    public SignInEnvironment()
    {
        foreach (var name in Cleared)
        {
            Set(name, null);
        }

        // Programs that are installed on this machine cannot be found.
        Set("PATH", _folder.FullName);
    }

    /// <summary>A folder of the test, the only one on the path.</summary>
    public string Folder => _folder.FullName;

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Puts a program on the path: a script of /bin/sh. Each run leaves a line in <see cref="Runs"/>: its arguments.</summary>
    public void Install(string name, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The fake program is a script of /bin/sh.");
        var path = Write(name, $"#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{Path.Combine(Folder, name + ".runs")}'\nPATH=/usr/bin:/bin\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The runs of an installed program.</summary>
    public IReadOnlyList<string> Runs(string name) =>
        File.Exists(Path.Combine(Folder, name + ".runs")) ? File.ReadAllLines(Path.Combine(Folder, name + ".runs")) : [];

    /// <summary>A signed-in az that returns this token.</summary>
    public void InstallAzureCli(string token, int lifetime = 3600)
    {
        var expiresOn = DateTimeOffset.UtcNow.AddSeconds(lifetime).ToUnixTimeSeconds();
        Install("az", $$"""echo '{"accessToken":"{{token}}","expires_on":{{expiresOn}},"subscription":"s","tenant":"t","tokenType":"Bearer"}'""");
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Delete(recursive: true);
    }
}
