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

/// <summary>Refers to the value of a protected setting without containing it.</summary>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Name">The variable, the file's path or the secret's name.</param>
/// <param name="Vault">The vault of a secret; null means any vault that has it.</param>
/// <param name="Place">Where the reference is written; null when it comes from a command line.</param>
internal sealed record SecretReference(SecretSource Source, string Name, string? Vault = null, DocumentPlace? Place = null)
{
    /// <summary>The reference as text, which contains no secret.</summary>
    public override string ToString() => Source switch
    {
        SecretSource.Env => $"environment variable {Name}",
        SecretSource.File => $"file {Name}",
        _ => $"secret {Name}{(Vault is null ? null : $" of vault {Vault}")}",
    };
}
