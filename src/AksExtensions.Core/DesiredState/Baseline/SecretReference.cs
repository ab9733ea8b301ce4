namespace AksExtensions.DesiredState;

/// <summary>Where the value of a protected setting comes from.</summary>
internal enum SecretSource
{
    /// <summary>An environment variable.</summary>
    Env,

    /// <summary>A file.</summary>
    File,

    /// <summary>A vault that is registered with the PowerShell module SecretManagement.</summary>
    Secret,
}

/// <summary>Names the value of a protected setting without holding it.</summary>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Name">The variable, the file's path or the secret's name.</param>
/// <param name="Vault">The vault of a secret; null means whichever vault has it.</param>
/// <param name="Place">Where the reference is written; null when it comes from a command line.</param>
internal sealed record SecretReference(SecretSource Source, string Name, string? Vault = null, DocumentPlace? Place = null)
{
    /// <summary>The reference in words, which are no secret.</summary>
    public override string ToString() => Source switch
    {
        SecretSource.Env => $"environment variable {Name}",
        SecretSource.File => $"file {Name}",
        _ => $"secret {Name}{(Vault is null ? null : $" of vault {Vault}")}",
    };
}
