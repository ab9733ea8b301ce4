namespace AksExtensions.Export;

/// <summary>Writes Terraform, with import blocks for what exists. Several clusters that have the same share their resources by for_each.</summary>
/// <param name="prefersAzurerm">Whether the azurerm provider is used where it can express an extension, instead of azapi only.</param>
internal sealed class TerraformWriter(bool prefersAzurerm) : IExportWriter
{
    /// <inheritdoc/>
    public ExportResult Write(ExportSet set)
    {
        var module = new TerraformModule(set, prefersAzurerm);
        List<ExportFile> files = [new("providers.tf", module.Providers())];
        if (module.Variables() is { Length: > 0 } variables)
        {
            files.Add(new("variables.tf", variables));
        }

        files.AddRange(module.Groups.Select(group => new ExportFile(
            group.Group.Name is "providers" or "variables" ? $"cluster-{group.Group.Name}.tf" : $"{group.Group.Name}.tf", module.Text(group))));
        return new(files) { Notes = module.Notes() };
    }

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => WriteFile(set, "main.tf");

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        var module = new TerraformModule(set, prefersAzurerm);
        var parts = new[] { module.Providers(), module.Variables() }.Concat(module.Groups.Select(module.Text)).Where(part => part.Length > 0);
        return new([new(name, string.Join('\n', parts))]) { Notes = module.Notes() };
    }
}
