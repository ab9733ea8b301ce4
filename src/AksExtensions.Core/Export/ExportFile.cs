namespace AksExtensions.Export;

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its text, with line feeds as line breaks.</param>
internal sealed record ExportFile(string Name, string Text);

/// <summary>What a writer made.</summary>
/// <param name="Files">The files.</param>
internal sealed record ExportResult(IReadOnlyList<ExportFile> Files)
{
    /// <summary>What the language cannot express, or needs in addition, to be shown as warnings.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Writes an export in one language. Pure: the same input makes the same text.</summary>
internal interface IExportWriter
{
    /// <summary>Writes everything that a folder gets.</summary>
    ExportResult Write(ExportSet set);

    /// <summary>Writes everything as text: one text where the language allows it, otherwise those of the files.</summary>
    ExportResult WriteText(ExportSet set);

    /// <summary>Writes everything into one file.</summary>
    /// <param name="set">What is exported.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="AksExtensionException"><c>ExportNeedsFolder</c>: the language needs several files for this.</exception>
    ExportResult WriteFile(ExportSet set, string name);
}

/// <summary>The writers.</summary>
internal static class ExportWriters
{
    /// <summary>The writer of a format.</summary>
    public static IExportWriter Of(ExportFormat format) => format switch
    {
        ExportFormat.Baseline => new BaselineWriter(),
        ExportFormat.Bicep => new BicepWriter(),
        ExportFormat.Arm => new ArmWriter(),
        ExportFormat.Terraform => new TerraformWriter(prefersAzurerm: true),
        ExportFormat.AzApi => new TerraformWriter(prefersAzurerm: false),
        ExportFormat.AzurePolicy => new PolicyWriter(),
        ExportFormat.ServiceOperator => new ServiceOperatorWriter(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
